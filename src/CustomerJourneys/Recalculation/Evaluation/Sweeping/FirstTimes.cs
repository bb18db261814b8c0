using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CustomerJourneys.Recalculation.Evaluation.Sweeping;

/// <summary>
/// Holds the first time of each run of a block against the time from which on the contact's activities count. That settles most runs; the others,
/// where that time lies inside or behind the run, are gathered to be searched.
/// </summary>
/// <remarks>
/// Two ways that do the same: eight contacts at once where the processor can spread what lies close together (AVX-512), else one run after the other.
/// Neither branches on what the data is. Places are not checked: runs are by contact inside the block, as <see cref="MatchedBlock"/> gives them.
/// </remarks>
internal static class FirstTimes
{
    private const int Lanes = 8;

    // So many runs are 1 KiB of first times: the processor loses the thread where a block ends.
    private const int Ahead = 128;

    /// <summary>How much longer than the number of runs the room for those to be searched has to be.</summary>
    public const int Slack = Lanes;

    /// <summary>Settles a block.</summary>
    /// <param name="block">The runs.</param>
    /// <param name="rows">What matches: its span of time.</param>
    /// <param name="first">The first contact of the block.</param>
    /// <param name="since">For each contact the time from which on activities count.</param>
    /// <param name="times">Gets each earlier time that a run settles.</param>
    /// <param name="isEmpty">Whether nothing is in there yet, not even that nothing was met.</param>
    /// <param name="ties">Is set where a run begins at the very time from which on activities count; empty where that cannot matter.</param>
    /// <param name="open">Takes what is to be searched: the run in the upper half, the contact's place in the block in the lower one.</param>
    /// <returns>How many are to be searched.</returns>
    public static int Settle(
        MatchedBlock block, MatchedRows rows, int first, ReadOnlySpan<long> since, Span<long> times, bool isEmpty, Span<bool> ties, Span<long> open)
    {
        // Where few contacts have a run, one run after the other is less work; and where there is none, there are no members to look at.
        var isDense = block.End - block.First > since.Length / 4;
        if (Avx512F.IsSupported && isDense)
            return SettleEight(block, rows, first, since, times, isEmpty, ties, open);
        if (isEmpty)
            times.Fill(PartitionEvaluation.Unreached);
        return SettleEach(block, block.First, rows, first, since, times, ties, open, 0);
    }

    /// <summary>One run after the other, from some run on and behind some that are to be searched.</summary>
    internal static int SettleEach(
        MatchedBlock block, int run, MatchedRows rows, int first, ReadOnlySpan<long> since, Span<long> times, Span<bool> ties, Span<long> open, int count)
    {
        ref var contacts = ref MemoryMarshal.GetArrayDataReference(block.RunContacts);
        ref var runTimes = ref MemoryMarshal.GetArrayDataReference(block.RunTimes);
        ref var sinceFirst = ref MemoryMarshal.GetReference(since);
        ref var timesFirst = ref MemoryMarshal.GetReference(times);
        ref var openFirst = ref MemoryMarshal.GetReference(open);
        var (from, to) = (rows.From, rows.To);
        for (; run < block.End; run++)
        {
            var i = contacts.At(run) - first;
            var time = runTimes.At(run);
            var begin = sinceFirst.At(i);
            if (!ties.IsEmpty)
                ties[i] |= time == begin;
            var isBefore = (time - Branchless.Later(begin, from)) >> 63;
            openFirst.At(count) = ((long)run << 32) | (uint)i;
            count += (int)(isBefore & ((begin - PartitionEvaluation.Unreached) >> 63) & 1);
            time += (PartitionEvaluation.Unreached - time) & (isBefore | ~((time - to) >> 63));
            ref var met = ref timesFirst.At(i);
            met = Branchless.Earlier(met, time);
        }

        return count;
    }

    /// <summary>Eight contacts at once: the runs that they have are spread over eight places, the others count as never.</summary>
    internal static int SettleEight(
        MatchedBlock block, MatchedRows rows, int first, ReadOnlySpan<long> since, Span<long> times, bool isEmpty, Span<bool> ties, Span<long> open)
    {
        ref var members = ref Unsafe.As<ulong, byte>(ref block.Members[block.FirstMember]);
        ref var runTimes = ref MemoryMarshal.GetArrayDataReference(block.RunTimes);
        ref var sinceFirst = ref MemoryMarshal.GetReference(since);
        ref var timesFirst = ref MemoryMarshal.GetReference(times);
        ref var openFirst = ref MemoryMarshal.GetReference(open);
        var (from, to) = (Vector512.Create(rows.From), Vector512.Create(rows.To));
        var unreached = Vector512.Create(PartitionEvaluation.Unreached);
        var bits = Vector512.Create(1L, 2, 4, 8, 16, 32, 64, 128);
        var places = Vector512<long>.Indices;
        var lastRun = block.RunTimes.Length - Lanes;
        var (run, count, i) = (block.First, 0, 0);
        for (; i <= since.Length - Lanes && run <= lastRun; i += Lanes)
        {
            var member = members.At(i / Lanes);
            runTimes.At(run + Ahead).Prefetch();
            var present = Vector512.Equals(Vector512.Create((long)member) & bits, bits);
            var time = Avx512F.Expand(unreached, present, Vector512.LoadUnsafe(ref runTimes, (nuint)run));
            var begin = Vector512.LoadUnsafe(ref sinceFirst, (nuint)i);
            var isBefore = Vector512.LessThan(time, Vector512.Max(begin, from));
            var isOpen = isBefore & Vector512.LessThan(begin, unreached);
            if (!ties.IsEmpty)
                Mark(ties.Slice(i, Lanes), Vector512.Equals(time, begin) & present);
            // Run and place, of those to be searched close together.
            var entry = (Avx512F.Expand(places, present, places + Vector512.Create((long)run)) << 32) | (places + Vector512.Create((long)i));
            Avx512F.Compress(entry, isOpen, entry).StoreUnsafe(ref openFirst, (nuint)count);
            count += BitOperations.PopCount(isOpen.ExtractMostSignificantBits());
            run += BitOperations.PopCount(member);
            time = Vector512.ConditionalSelect(isBefore | Vector512.GreaterThanOrEqual(time, to), unreached, time);
            if (!isEmpty)
                time = Vector512.Min(time, Vector512.LoadUnsafe(ref timesFirst, (nuint)i));
            time.StoreUnsafe(ref timesFirst, (nuint)i);
        }

        // What is left of the block, or of the part, is less than eight.
        if (isEmpty)
            times[i..].Fill(PartitionEvaluation.Unreached);
        return SettleEach(block, run, rows, first, since, times, ties, open, count);
    }

    // Equal times are few.
    private static void Mark(Span<bool> ties, Vector512<long> lanes)
    {
        for (var marked = lanes.ExtractMostSignificantBits(); marked != 0; marked &= marked - 1)
            ties[BitOperations.TrailingZeroCount(marked)] = true;
    }
}
