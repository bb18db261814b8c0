namespace CustomerJourneys.Recalculation.Evaluation.Sweeping;

/// <summary>"At least so many activities": met by the last of the first so many at or after the time from which on they count.</summary>
/// <param name="parts">What one matcher matches.</param>
/// <param name="atLeast">How many.</param>
internal sealed class CountingSweep(IReadOnlyList<MatchedRows> parts, int atLeast) : ConditionSweep
{
    private readonly MatchedBlock _block = new();
    private readonly List<(int Place, long Time)> _found = [];
    private readonly int[] _ends = new int[PartitionSweep.BlockContacts + 1];
    private long[] _times = [];

    public override void Sweep(int first, ReadOnlySpan<long> since, Span<long> times, Span<bool> ties)
    {
        times.Fill(PartitionEvaluation.Unreached);
        _found.Clear();
        foreach (var rows in parts)
        {
            _block.Take(rows, first, since);
            for (var run = _block.First; run < _block.End; run++)
            {
                var i = _block.RunContacts[run] - first;
                var end = _block.RunStarts[run + 1];
                if (since[i] > _block.Times[end - 1])
                    continue;
                var row = RowSearch.FirstAtOrAfter(_block.Times, _block.RunStarts[run], end, Math.Max(since[i], rows.From));
                if (!ties.IsEmpty)
                    ties[i] |= row < end && _block.Times[row] == since[i];
                if (parts.Count > 1)
                    Collect(i, row, Math.Min(end - row, atLeast), rows.To);
                // Written so that a great number does not overflow.
                else if (atLeast <= end - row && _block.Times[row + atLeast - 1] < rows.To)
                    times[i] = _block.Times[row + atLeast - 1];
            }
        }

        if (_found.Count > 0)
            Merge(times);
    }

    private void Collect(int place, int row, int count, long to)
    {
        for (var end = row + count; row < end && _block.Times[row] < to; row++)
            _found.Add((place, _block.Times[row]));
    }

    // Of each part the first so many are enough; of all together, in order of time, the last of the first so many counts.
    private void Merge(Span<long> times)
    {
        Array.Clear(_ends);
        foreach (var (place, _) in _found)
            _ends[place + 1]++;
        for (var i = 0; i < times.Length; i++)
            _ends[i + 1] += _ends[i];
        if (_times.Length < _found.Count)
            _times = new long[_found.Count * 2];
        foreach (var (place, time) in _found)
            _times[_ends[place]++] = time;
        var start = 0;
        for (var i = 0; i < times.Length; i++)
        {
            var end = _ends[i];
            if (end - start >= atLeast)
            {
                _times.AsSpan(start..end).Sort();
                times[i] = _times[start + atLeast - 1];
            }

            start = end;
        }
    }
}

/// <summary>The same for stages that ask for nothing but activities of one same matcher: each takes the next rows that no stage before it took.</summary>
/// <param name="rows">The activities.</param>
/// <param name="atLeast">How many.</param>
/// <param name="used">For each contact behind which row everything is unused; shared by these stages.</param>
internal sealed class NextRowsSweep(MergedRows rows, int atLeast, int[] used) : ConditionSweep
{
    public override void Sweep(int first, ReadOnlySpan<long> since, Span<long> times, Span<bool> ties)
    {
        times.Fill(PartitionEvaluation.Unreached);
        for (var run = RowSearch.FirstRun(rows.RunContacts, first); run < rows.RunContacts.Length && rows.RunContacts[run] < first + since.Length; run++)
        {
            var contact = rows.RunContacts[run];
            var from = since[contact - first];
            if (from == PartitionEvaluation.Unreached)
                continue;
            var runEnd = rows.RunStarts[run + 1];
            var row = Math.Max(RowSearch.FirstAtOrAfter(rows.Times, rows.RunStarts[run], runEnd, from), used[contact]);
            // Written so that a great number does not overflow.
            if (atLeast > runEnd - row)
                continue;
            times[contact - first] = rows.Times[row + atLeast - 1];
            used[contact] = row + atLeast;
        }
    }
}
