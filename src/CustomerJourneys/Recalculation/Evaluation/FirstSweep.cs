using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CustomerJourneys.Recalculation.Evaluation;

/// <summary>"An activity that matches": met by the first one at or after the time from which on activities count.</summary>
/// <param name="parts">What matches; a row may be in several.</param>
internal sealed class FirstSweep(IReadOnlyList<MatchedRows> parts) : ConditionSweep
{
    public override void Sweep(int first, ReadOnlySpan<long> since, Span<long> times, Span<bool> ties)
    {
        times.Fill(PartitionEvaluation.Unreached);
        foreach (var rows in parts)
        {
            var (run, end) = RunsOf(rows.Columns.RunContacts, first, since.Length);
            if (rows.IsByTime)
                SweepByTime(rows, run, end, first, since, times, ties);
            else
                SweepByValue(rows, run, end, first, since, times, ties);
        }
    }

    // What most journeys are made of, so that it is worth its form: neither the search nor the choice branches on what the data is, and the places are
    // not checked again (runs are by contact inside the block, rows inside the part, as ActivityColumns and RunsOf give them).
    private static void SweepByTime(
        MatchedRows rows, int run, int end, int first, ReadOnlySpan<long> since, Span<long> times, Span<bool> ties)
    {
        ref var contacts = ref MemoryMarshal.GetArrayDataReference(rows.Columns.RunContacts);
        ref var starts = ref MemoryMarshal.GetArrayDataReference(rows.Columns.RunStarts);
        ref var rowTimes = ref MemoryMarshal.GetArrayDataReference(rows.Columns.Times);
        ref var sinceFirst = ref MemoryMarshal.GetReference(since);
        ref var timesFirst = ref MemoryMarshal.GetReference(times);
        var (from, last) = (rows.From, rows.To - 1);
        var row = run < end ? starts.At(run) : 0;
        for (; run < end; run++)
        {
            var i = contacts.At(run) - first;
            var next = starts.At(run + 1);
            var since1 = sinceFirst.At(i);
            var at = Math.Max(since1, from);
            var length = next - row;
            while (length > 1)
            {
                var half = length >> 1;
                // Moves on by half where the last of the first half is too early.
                row += half & (int)((rowTimes.At(row + half - 1) - at) >> 63);
                length -= half;
            }

            var time = rowTimes.At(row);
            if (!ties.IsEmpty)
                ties[i] |= time == since1;
            // Never where the time is before, or after the last that counts.
            var outside = ((time - at) | (last - time)) >> 63;
            time += (PartitionEvaluation.Unreached - time) & outside;
            ref var met = ref timesFirst.At(i);
            met = Math.Min(met, time);
            row = next;
        }
    }

    private static void SweepByValue(
        MatchedRows rows, int run, int end, int first, ReadOnlySpan<long> since, Span<long> times, Span<bool> ties)
    {
        var (columns, rowTimes) = (rows.Columns, rows.Columns.Times);
        for (; run < end; run++)
        {
            var i = columns.RunContacts[run] - first;
            if (since[i] >= times[i])
                continue;
            var runEnd = columns.RunStarts[run + 1];
            for (var row = RowSearch.FirstAtOrAfter(rowTimes, columns.RunStarts[run], runEnd, Math.Max(since[i], rows.From)); row < runEnd; row++)
            {
                var time = rowTimes[row];
                if (time >= rows.To || time >= times[i])
                    break;
                if (!rows.Passes(row))
                    continue;
                times[i] = time;
                if (!ties.IsEmpty)
                    ties[i] |= time == since[i];
                break;
            }
        }
    }
}

/// <summary>Places in arrays without a check, for loops whose places are known to be inside.</summary>
internal static class UncheckedPlaces
{
    /// <summary>The element so far behind another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref T At<T>(this ref T first, int index)
        where T : struct => ref Unsafe.Add(ref first, (nint)(uint)index);
}
