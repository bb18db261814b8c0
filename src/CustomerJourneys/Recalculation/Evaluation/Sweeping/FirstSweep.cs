using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CustomerJourneys.Recalculation.Evaluation.Sweeping;

/// <summary>"An activity that matches": met by the first one at or after the time from which on activities count.</summary>
/// <param name="parts">What matches; a row may be in several.</param>
internal sealed class FirstSweep(IReadOnlyList<MatchedRows> parts) : ConditionSweep
{
    private readonly MatchedBlock _block = new();
    private readonly int[] _inside = new int[PartitionSweep.BlockContacts];

    public override void Sweep(int first, ReadOnlySpan<long> since, Span<long> times, Span<bool> ties)
    {
        times.Fill(PartitionEvaluation.Unreached);
        foreach (var rows in parts)
        {
            _block.Take(rows, first, since);
            Sweep(rows, first, since, times, ties);
        }
    }

    // What most journeys are made of, so that it is worth its form: the first time of a run settles most of them, without a branch on what the data is. Places
    // are not checked again: runs are by contact inside the block, rows inside the part, as MatchedBlock gives them.
    private void Sweep(MatchedRows rows, int first, ReadOnlySpan<long> since, Span<long> times, Span<bool> ties)
    {
        ref var contacts = ref MemoryMarshal.GetArrayDataReference(_block.RunContacts);
        ref var runTimes = ref MemoryMarshal.GetArrayDataReference(_block.RunTimes);
        ref var sinceFirst = ref MemoryMarshal.GetReference(since);
        ref var timesFirst = ref MemoryMarshal.GetReference(times);
        ref var insideFirst = ref MemoryMarshal.GetArrayDataReference(_inside);
        var (from, to) = (rows.From, rows.To);
        var inside = 0;
        for (var run = _block.First; run < _block.End; run++)
        {
            var i = contacts.At(run) - first;
            var time = runTimes.At(run);
            var begin = sinceFirst.At(i);
            if (!ties.IsEmpty)
                ties[i] |= time == begin;
            var isBefore = (time - Later(begin, from)) >> 63;
            insideFirst.At(inside) = run;
            inside += (int)(isBefore & ((begin - PartitionEvaluation.Unreached) >> 63) & 1);
            time += (PartitionEvaluation.Unreached - time) & (isBefore | ~((time - to) >> 63));
            ref var met = ref timesFirst.At(i);
            met = Earlier(met, time);
        }

        ref var starts = ref MemoryMarshal.GetArrayDataReference(_block.RunStarts);
        for (var k = 0; k < inside; k++)
        {
            var run = insideFirst.At(k);
            var i = contacts.At(run) - first;
            var begin = sinceFirst.At(i);
            var time = RowSearch.FirstTime(_block.Times, starts.At(run), starts.At(run + 1), Later(begin, from));
            if (!ties.IsEmpty)
                ties[i] |= time == begin;
            time += (PartitionEvaluation.Unreached - time) & ~((time - to) >> 63);
            ref var met = ref timesFirst.At(i);
            met = Earlier(met, time);
        }
    }

    // The compiler makes branches of Math.Max and Math.Min in loops. The difference of two times does not overflow, nor that of a time and NoTime.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Later(long a, long b) => a - ((a - b) & ((a - b) >> 63));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Earlier(long a, long b) => b + ((a - b) & ((a - b) >> 63));
}

/// <summary>Places in arrays without a check, for loops whose places are known to be inside.</summary>
internal static class UncheckedPlaces
{
    /// <summary>The element so far behind another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref T At<T>(this ref T first, int index)
        where T : struct => ref Unsafe.Add(ref first, (nint)(uint)index);
}
