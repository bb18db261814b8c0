using System.Runtime.InteropServices;

namespace CustomerJourneys.Recalculation.Evaluation.Sweeping;

/// <summary>"An activity that matches": met by the first one at or after the time from which on activities count.</summary>
/// <param name="parts">What matches; a row may be in several.</param>
internal sealed class FirstSweep(IReadOnlyList<MatchedRows> parts) : ConditionSweep
{
    // Measured: fewer come too late, more push each other out.
    private const int Ahead = 40;
    private const int AheadOfThat = 64;
    private const int RowsOfCacheLine = 8;

    private readonly MatchedBlock _block = new();
    private readonly long[] _open = new long[PartitionSweep.BlockContacts + FirstTimes.Slack];

    public override void Sweep(int first, ReadOnlySpan<long> since, Span<long> times, Span<bool> ties)
    {
        if (parts.Count == 0)
            times.Fill(PartitionEvaluation.Unreached);
        for (var part = 0; part < parts.Count; part++)
        {
            _block.Take(parts[part], first, since);
            var open = FirstTimes.Settle(_block, parts[part], first, since, times, isEmpty: part == 0, ties, _open);
            Search(_open.AsSpan(0, open), parts[part], since, times, ties);
        }
    }

    // What most journeys are made of, so that it is worth its form: nothing branches on what the data is.
    private void Search(ReadOnlySpan<long> open, MatchedRows rows, ReadOnlySpan<long> since, Span<long> times, Span<bool> ties)
    {
        ref var starts = ref MemoryMarshal.GetArrayDataReference(_block.RunStarts);
        ref var sinceFirst = ref MemoryMarshal.GetReference(since);
        ref var timesFirst = ref MemoryMarshal.GetReference(times);
        var (from, to) = (rows.From, rows.To);
        ref var rowTimes = ref MemoryMarshal.GetArrayDataReference(_block.Times);
        for (var k = 0; k < open.Length; k++)
        {
            // Runs to be searched lie apart, so that the processor does not know by itself what comes next.
            ref var soon = ref rowTimes.At(starts.At((int)(open[Math.Min(k + Ahead, open.Length - 1)] >> 32)));
            soon.Prefetch();
            starts.At((int)(open[Math.Min(k + AheadOfThat, open.Length - 1)] >> 32)).Prefetch();
            soon.At(RowsOfCacheLine).Prefetch();
            var entry = open[k];
            var (run, i) = ((int)(entry >> 32), (int)entry);
            var begin = sinceFirst.At(i);
            var time = RowSearch.FirstTime(_block.Times, starts.At(run), starts.At(run + 1), Branchless.Later(begin, from));
            if (!ties.IsEmpty)
                ties[i] |= time == begin;
            time += (PartitionEvaluation.Unreached - time) & ~((time - to) >> 63);
            ref var met = ref timesFirst.At(i);
            met = Branchless.Earlier(met, time);
        }
    }
}
