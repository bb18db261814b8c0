namespace CustomerJourneys.Recalculation.Evaluation.Sweeping;

/// <summary>The times of what a matcher matches in all parts together, as one posting list: where activities must be counted, not only found.</summary>
internal sealed class MergedRows
{
    /// <summary>Merges; costs time linear in the rows, but for sorting what several parts hold of one contact.</summary>
    /// <param name="parts">What one matcher matches.</param>
    /// <param name="contacts">How many contacts the partition has.</param>
    public MergedRows(IReadOnlyList<MatchedRows> parts, int contacts)
    {
        if (parts is [{ IsWhole: true } only])
        {
            (RunContacts, RunStarts, Times) = (only.Columns.RunContacts, only.Columns.RunStarts, only.Columns.Times);
            return;
        }

        var ends = new int[contacts + 1];
        foreach (var rows in parts)
            Count(rows, ends);
        for (var contact = 0; contact < contacts; contact++)
            ends[contact + 1] += ends[contact];
        var times = new long[ends[^1]];
        var runContacts = new List<int>();
        var runStarts = new List<int>();
        for (var contact = 0; contact < contacts; contact++)
        {
            if (ends[contact] == ends[contact + 1])
                continue;
            runContacts.Add(contact);
            runStarts.Add(ends[contact]);
        }

        runStarts.Add(times.Length);
        foreach (var rows in parts)
            Place(rows, ends, times);
        (RunContacts, RunStarts, Times) = ([.. runContacts], [.. runStarts], times);
        for (var run = 0; parts.Count > 1 && run < RunContacts.Length; run++)
            times.AsSpan(RunStarts[run]..RunStarts[run + 1]).Sort();
    }

    /// <summary>The contact's number of each run; rises.</summary>
    public int[] RunContacts { get; }

    /// <summary>The first row of each run, and one more: the number of rows.</summary>
    public int[] RunStarts { get; }

    /// <summary>The times, ascending inside a run.</summary>
    public long[] Times { get; }

    private static void Count(MatchedRows rows, int[] counts)
    {
        var columns = rows.Columns;
        for (var run = 0; run < columns.Runs; run++)
        {
            ref var count = ref counts[columns.RunContacts[run] + 1];
            for (var row = columns.RunStarts[run]; row < columns.RunStarts[run + 1]; row++)
                count += rows.Contains(row) ? 1 : 0;
        }
    }

    private static void Place(MatchedRows rows, int[] ends, long[] times)
    {
        var columns = rows.Columns;
        for (var run = 0; run < columns.Runs; run++)
        {
            ref var end = ref ends[columns.RunContacts[run]];
            for (var row = columns.RunStarts[run]; row < columns.RunStarts[run + 1]; row++)
            {
                if (rows.Contains(row))
                    times[end++] = columns.Times[row];
            }
        }
    }
}
