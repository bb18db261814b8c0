using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Activities.Segments;

/// <summary>Gathers one field of a group: the distinct values and a code a row. Rows that nobody sets are empty.</summary>
internal sealed class FieldBuilder(string name)
{
    private readonly Dictionary<string, int> _texts = new(StringComparer.Ordinal) { [""] = 0 };
    private readonly Dictionary<double, int> _numbers = [];
    private readonly List<PropertyValue> _values = [new PropertyValue("")];
    private int[] _codes = [];

    public string Name { get; } = name;

    public void Set(int row, string text) => SetCode(row, CodeOf(text));

    public void Set(int row, PropertyValue value) => SetCode(row, CodeOf(value));

    public void Append(int firstRow, FieldColumn column)
    {
        var codes = new int[column.Values.Length];
        for (var i = 0; i < codes.Length; i++)
            codes[i] = CodeOf(column.Values[i]);
        Grow(firstRow + column.Codes.Length);
        for (var i = 0; i < column.Codes.Length; i++)
            _codes[firstRow + i] = codes[column.Codes[i]];
    }

    /// <summary>Writes the column with its rows in the given order; nothing, and <see langword="false"/>, if it is empty throughout.</summary>
    public bool Write(ByteWriter target, ReadOnlySpan<int> order)
    {
        Grow(order.Length);
        var used = new bool[_values.Count];
        foreach (var code in _codes.AsSpan(0, order.Length))
            used[code] = true;
        var (texts, numbers, recoded) = Recode(used);
        if (numbers.Length == 0 && texts is [] or [""])
            return false;
        var codes = new int[order.Length];
        for (var i = 0; i < codes.Length; i++)
            codes[i] = recoded[_codes[order[i]]];
        FieldBlock.Encode(target, texts, numbers, codes);
        return true;
    }

    private (string[] Texts, double[] Numbers, int[] Recoded) Recode(bool[] used)
    {
        var kept = Enumerable.Range(0, used.Length).Where(code => used[code]).ToArray();
        var texts = kept.Where(code => !_values[code].IsNumber).ToArray();
        var numbers = kept.Where(code => _values[code].IsNumber).OrderBy(code => _values[code].Number).ToArray();
        var recoded = new int[used.Length];
        for (var i = 0; i < texts.Length; i++)
            recoded[texts[i]] = i;
        for (var i = 0; i < numbers.Length; i++)
            recoded[numbers[i]] = texts.Length + i;
        return ([.. texts.Select(code => _values[code].Text)], [.. numbers.Select(code => _values[code].Number)], recoded);
    }

    private int CodeOf(PropertyValue value) => value.IsNumber ? CodeOf(value.Number) : CodeOf(value.Text);

    private int CodeOf(string text)
    {
        if (!_texts.TryGetValue(text, out var code))
        {
            code = _values.Count;
            _texts.Add(text, code);
            _values.Add(new PropertyValue(text));
        }
        return code;
    }

    private int CodeOf(double number)
    {
        if (!_numbers.TryGetValue(number, out var code))
        {
            code = _values.Count;
            _numbers.Add(number, code);
            _values.Add(new PropertyValue(number));
        }
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
