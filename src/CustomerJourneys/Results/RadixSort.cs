using System.Runtime.CompilerServices;

namespace CustomerJourneys.Results;

/// <summary>
/// Sorts numbers by their digits, the lowest first: stable, and a few passes over the span of the numbers where comparing takes 16 for 60,000 of them.
/// </summary>
internal static class RadixSort
{
    private const int DigitBits = 11;

    /// <summary>Sorts numbers.</summary>
    /// <param name="keys">The numbers; ascending afterwards.</param>
    /// <param name="spare">Room for as many.</param>
    public static void Sort(Span<long> keys, Span<long> spare) => Sort<byte>(keys, spare, [], []);

    /// <summary>Sorts numbers, and what belongs to them along with them.</summary>
    /// <param name="keys">The numbers; ascending afterwards.</param>
    /// <param name="spareKeys">Room for as many.</param>
    /// <param name="values">What belongs to each number; may be empty.</param>
    /// <param name="spareValues">Room for as many.</param>
    public static void Sort<T>(Span<long> keys, Span<long> spareKeys, Span<T> values, Span<T> spareValues)
    {
        var (first, last, isSorted) = (long.MaxValue, long.MinValue, true);
        foreach (var key in keys)
        {
            isSorted &= key >= last;
            (first, last) = (Math.Min(first, key), Math.Max(last, key));
        }

        if (isSorted)
            return;
        Span<int> starts = stackalloc int[1 << DigitBits];
        var from = keys;
        var to = spareKeys[..keys.Length];
        var fromValues = values;
        var toValues = spareValues[..values.Length];
        var span = (ulong)last - (ulong)first;
        var passes = 0;
        for (var shift = 0; shift < 64 && span >> shift != 0; shift += DigitBits, passes++)
        {
            Distribute(from, to, fromValues, toValues, first, shift, starts);
            var sorted = to;
            to = from;
            from = sorted;
            var sortedValues = toValues;
            toValues = fromValues;
            fromValues = sortedValues;
        }

        if (passes % 2 == 0)
            return;
        from.CopyTo(keys);
        fromValues.CopyTo(values);
    }

    private static void Distribute<T>(
        Span<long> from, Span<long> to, Span<T> fromValues, Span<T> toValues, long first, int shift, Span<int> starts)
    {
        starts.Clear();
        foreach (var key in from)
            starts[Digit(key, first, shift)]++;
        var start = 0;
        foreach (ref var count in starts)
            (count, start) = (start, start + count);
        if (fromValues.IsEmpty)
        {
            foreach (var key in from)
                to[starts[Digit(key, first, shift)]++] = key;
            return;
        }

        for (var i = 0; i < from.Length; i++)
        {
            var target = starts[Digit(from[i], first, shift)]++;
            to[target] = from[i];
            toValues[target] = fromValues[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Digit(long key, long first, int shift) =>
        (int)(((ulong)key - (ulong)first) >> shift) & ((1 << DigitBits) - 1);
}
