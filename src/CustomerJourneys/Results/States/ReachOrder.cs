namespace CustomerJourneys.Results.States;

/// <summary>
/// Puts contacts in the order of a stage's list. A radix sort: it is stable, so contacts that come by rank stay so where times are equal,
/// and takes a few passes over the span of the times, where comparing takes 16 for 60,000 contacts.
/// </summary>
/// <param name="capacity">How many contacts at most.</param>
internal sealed class ReachOrder(int capacity)
{
    private const int DigitBits = 11;
    private readonly int[] _starts = new int[1 << DigitBits];
    private long[] _times = new long[capacity];
    private long[] _sortedTimes = new long[capacity];
    private int[] _ranks = new int[capacity];
    private int[] _sortedRanks = new int[capacity];
    private int _count;

    /// <summary>The reach times; ascending after <see cref="Sort"/>.</summary>
    public ReadOnlySpan<long> Times => _times.AsSpan(0, _count);

    /// <summary>Who reached the stage at the time in the same place.</summary>
    public ReadOnlySpan<int> Ranks => _ranks.AsSpan(0, _count);

    /// <summary>Begins another stage.</summary>
    public void Clear() => _count = 0;

    /// <summary>Adds a contact; by ascending rank.</summary>
    public void Add(long time, int rank)
    {
        _times[_count] = time;
        _ranks[_count++] = rank;
    }

    /// <summary>Sorts by time.</summary>
    public void Sort()
    {
        if (_count == 0)
            return;
        var (first, last) = (long.MaxValue, long.MinValue);
        foreach (var time in Times)
            (first, last) = (Math.Min(first, time), Math.Max(last, time));
        var span = (ulong)last - (ulong)first;
        for (var shift = 0; shift < 64 && span >> shift != 0; shift += DigitBits)
            SortByDigit(first, shift);
    }

    private void SortByDigit(long first, int shift)
    {
        var starts = _starts;
        Array.Clear(starts);
        foreach (var time in Times)
            starts[Digit(time, first, shift)]++;
        var start = 0;
        foreach (ref var count in starts.AsSpan())
            (count, start) = (start, start + count);
        for (var i = 0; i < _count; i++)
        {
            var target = starts[Digit(_times[i], first, shift)]++;
            _sortedTimes[target] = _times[i];
            _sortedRanks[target] = _ranks[i];
        }

        (_times, _sortedTimes) = (_sortedTimes, _times);
        (_ranks, _sortedRanks) = (_sortedRanks, _ranks);
    }

    private static int Digit(long time, long first, int shift) =>
        (int)(((ulong)time - (ulong)first) >> shift) & ((1 << DigitBits) - 1);
}
