using System.Text;
using System.Text.Unicode;
using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Activities.Segments;

/// <summary>Gathers one field of a group: the distinct values and a code a row. Rows that nobody sets are empty.</summary>
internal sealed class FieldBuilder
{
    private readonly Utf8Table _texts = new();
    private readonly Dictionary<double, int> _numbers = [];

    // Of each row the number of its text, or the complement of that of its number.
    private int[] _codes = [];

    public FieldBuilder(string name)
    {
        Name = name;
        _texts.FindOrAdd([]);
    }

    public string Name { get; }

    public void Set(int row, ReadOnlySpan<byte> utf8)
    {
        var known = _texts.Count;
        var code = _texts.FindOrAdd(utf8);
        if (code == known && !Utf8.IsValid(utf8))
            throw new ArgumentException("A text is not UTF-8.", nameof(utf8));
        SetCode(row, code);
    }

    public void Set(int row, double number) => SetCode(row, CodeOf(number));

    public void Append(int firstRow, FieldColumn column)
    {
        var codes = Array.ConvertAll(column.Values, value => value.IsNumber ? CodeOf(value.Number) : _texts.FindOrAdd(Encoding.UTF8.GetBytes(value.Text)));
        Grow(firstRow + column.Codes.Length);
        for (var i = 0; i < column.Codes.Length; i++)
            _codes[firstRow + i] = codes[column.Codes[i]];
    }

    /// <summary>Writes the column with its rows in the given order; nothing, and <see langword="false"/>, if it is empty throughout.</summary>
    public bool Write(ByteWriter target, ReadOnlySpan<int> order)
    {
        Grow(order.Length);
        var usedTexts = new int[_texts.Count];
        var usedNumbers = new int[_numbers.Count];
        foreach (var code in _codes.AsSpan(0, order.Length))
        {
            if (code >= 0)
                usedTexts[code] = 1;
            else
                usedNumbers[~code] = 1;
        }

        var texts = Recode(usedTexts);
        var onlyEmpty = texts == (usedTexts[0] == 0 ? 1 : 0);
        if (onlyEmpty && !usedNumbers.Contains(1))
            return false;
        var numbers = SortedNumbers(usedNumbers, texts);
        var codes = new int[order.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            var code = _codes[order[i]];
            codes[i] = code >= 0 ? usedTexts[code] : usedNumbers[~code];
        }

        FieldBlock.Encode(target, _texts, usedTexts, texts, numbers, codes);
        return true;
    }

    // In place of a mark each used text gets its code, and each other one -1.
    private static int Recode(int[] used)
    {
        var next = 0;
        foreach (ref var mark in used.AsSpan())
            mark = mark == 1 ? next++ : -1;
        return next;
    }

    private double[] SortedNumbers(int[] used, int firstCode)
    {
        var sorted = _numbers.Where(number => used[~number.Value] == 1).OrderBy(number => number.Key).ToArray();
        for (var i = 0; i < sorted.Length; i++)
            used[~sorted[i].Value] = firstCode + i;
        return Array.ConvertAll(sorted, number => number.Key);
    }

    private int CodeOf(double number)
    {
        if (!_numbers.TryGetValue(number, out var code))
            _numbers.Add(number, code = ~_numbers.Count);
        return code;
    }

    private void SetCode(int row, int code)
    {
        Grow(row + 1);
        _codes[row] = code;
    }

    private void Grow(int rows)
    {
        if (rows > _codes.Length)
            Array.Resize(ref _codes, Math.Max(rows, Math.Max(16, _codes.Length * 2)));
    }
}
