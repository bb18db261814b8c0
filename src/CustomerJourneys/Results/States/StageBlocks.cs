using System.Buffers;
using System.Numerics;
using CustomerJourneys.Recalculation.Evaluation;

namespace CustomerJourneys.Results.States;

/// <summary>Takes one block after the other.</summary>
/// <param name="contacts">Who is in it, by number.</param>
/// <param name="first">No reach time is before.</param>
/// <param name="last">Nor after; the next block begins later.</param>
internal delegate void StageBlockSink(ReadOnlySpan<int> contacts, long first, long last);

/// <summary>
/// Divides the contacts of a stage into blocks by their reach times. A list is read by blocks, and a block is put in order as it is read; so it is enough
/// that the blocks follow one another: contacts are dealt out once to stretches of time of one length, and again only where too many fall into one.
/// </summary>
internal sealed class StageBlocks : IDisposable
{
    private const int MaxBucketBits = 12;
    private readonly PartitionEvaluation _evaluation;
    private readonly int[] _reached;
    private readonly int[] _dealt;
    private readonly int[] _spare;
    private int _count;
    private int _stage;

    /// <summary>Begins before the first stage.</summary>
    public StageBlocks(PartitionEvaluation evaluation)
    {
        _evaluation = evaluation;
        _count = evaluation.Contacts;
        // One more, since a place is written before it is known whether it counts.
        _reached = ArrayPool<int>.Shared.Rent(_count + 1);
        _dealt = ArrayPool<int>.Shared.Rent(_count + 1);
        _spare = ArrayPool<int>.Shared.Rent(_count + 1);
        for (var contact = 0; contact < _count; contact++)
            _reached[contact] = contact;
    }

    /// <summary>How many contacts reached the stage.</summary>
    public int Count => _count;

    /// <summary>When the first of them did, leaving aside those without a time.</summary>
    public long First { get; private set; }

    /// <summary>When the last of them did.</summary>
    public long Last { get; private set; }

    /// <summary>How many of them have no time.</summary>
    public int WithoutTime { get; private set; }

    /// <summary>Turns to the next stage. Who reached it is among those who reached the one before.</summary>
    public void MoveNext()
    {
        var times = _evaluation.ReachTimes(_stage++);
        var reached = _reached.AsSpan(0, _count + 1);
        var (count, withoutTime) = (0, 0);
        var (first, last) = (long.MaxValue, long.MinValue);
        for (var i = 0; i < _count; i++)
        {
            var contact = reached[i];
            var time = times[contact];
            reached[count] = contact;
            count += time != PartitionEvaluation.Unreached ? 1 : 0;
            withoutTime += time == PartitionEvaluation.NoTime ? 1 : 0;
            first = Math.Min(first, time == PartitionEvaluation.NoTime ? long.MaxValue : time);
            last = Math.Max(last, time == PartitionEvaluation.Unreached ? long.MinValue : time);
        }

        (_count, WithoutTime, First, Last) = (count, withoutTime, first, last);
    }

    /// <summary>Gives the blocks in order, the contacts of each by number.</summary>
    public void Divide(StageBlockSink sink)
    {
        var times = _evaluation.ReachTimes(_stage - 1);
        var contacts = _dealt.AsSpan(0, _count);
        _reached.AsSpan(0, _count).CopyTo(contacts);
        if (WithoutTime > 0)
            contacts = PutAside(contacts, times, sink);
        if (!contacts.IsEmpty)
            Divide(contacts, _spare.AsSpan(0, contacts.Length), times, First, Last, sink);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_reached);
        ArrayPool<int>.Shared.Return(_dealt);
        ArrayPool<int>.Shared.Return(_spare);
    }

    // Those without a time are a block of their own.
    private Span<int> PutAside(Span<int> contacts, ReadOnlySpan<long> times, StageBlockSink sink)
    {
        var (aside, count) = (0, 0);
        foreach (var contact in contacts)
        {
            if (times[contact] == PartitionEvaluation.NoTime)
                _spare[aside++] = contact;
            else
                contacts[count++] = contact;
        }

        sink(_spare.AsSpan(0, aside), StageStatesFormat.NoTime, StageStatesFormat.NoTime);
        return contacts[..count];
    }

    private static void Divide(Span<int> contacts, Span<int> spare, ReadOnlySpan<long> times, long first, long last, StageBlockSink sink)
    {
        if (contacts.Length <= StageStatesFormat.MaxBlockEntries || first == last)
        {
            sink(contacts, first, last);
            return;
        }

        var bits = 64 - BitOperations.LeadingZeroCount((ulong)(last - first));
        var bucketBits = Math.Min(bits, Math.Clamp(BitOperations.Log2((uint)(contacts.Length / StageStatesFormat.BlockEntries)) + 1, 1, MaxBucketBits));
        var shift = bits - bucketBits;
        Span<int> ends = stackalloc int[1 << bucketBits];
        ends.Clear();
        foreach (var contact in contacts)
            ends[(int)((times[contact] - first) >> shift)]++;
        var sum = 0;
        foreach (ref var end in ends)
            (end, sum) = (sum, sum + end);
        foreach (var contact in contacts)
            spare[ends[(int)((times[contact] - first) >> shift)]++] = contact;
        for (int bucket = 0, start = 0; start < contacts.Length; start = ends[bucket++])
        {
            var length = ends[bucket] - start;
            var begin = first + ((long)bucket << shift);
            if (length > 0)
                Divide(spare.Slice(start, length), contacts.Slice(start, length), times, begin, Math.Min(last, begin + (1L << shift) - 1), sink);
        }
    }
}
