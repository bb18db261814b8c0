using System.Buffers;
using System.Numerics;
using CustomerJourneys.Activities;
using CustomerJourneys.Recalculation.Evaluation;

namespace CustomerJourneys.Results.States;

/// <summary>
/// Puts the contacts of a partition in the order of each stage's list: by reach time, and by id, as bytes, where times are equal. Ids are ASCII, so
/// that is also their ordinal order.
/// </summary>
internal sealed class StageOrder : IDisposable
{
    private readonly PartitionEvaluation _evaluation;
    private readonly ContactIds _ids;
    private readonly int _contactBits;
    private readonly byte[] _depths;
    private readonly long[] _times;
    private readonly int[] _contacts;
    private readonly ulong[] _packed;
    private readonly ulong[] _spare;
    private int _count;

    public StageOrder(PartitionEvaluation evaluation, ContactIds ids)
    {
        (_evaluation, _ids) = (evaluation, ids);
        var count = evaluation.Contacts;
        _contactBits = BitOperations.Log2((uint)count | 1) + 1;
        // One more, since a place is written before it is known whether it counts.
        _depths = ArrayPool<byte>.Shared.Rent(count + 1);
        _times = ArrayPool<long>.Shared.Rent(count + 1);
        _contacts = ArrayPool<int>.Shared.Rent(count + 1);
        _packed = ArrayPool<ulong>.Shared.Rent(count + 1);
        _spare = ArrayPool<ulong>.Shared.Rent(count + 1);
        _depths.AsSpan(0, count).Clear();
        for (var stage = 0; stage < evaluation.Stages; stage++)
        {
            var times = evaluation.ReachTimes(stage);
            var depths = _depths.AsSpan(0, times.Length);
            for (var contact = 0; contact < times.Length; contact++)
                depths[contact] += times[contact] != PartitionEvaluation.Unreached ? (byte)1 : (byte)0;
        }
    }

    /// <summary>The reach times of the stage's contacts, ascending.</summary>
    public ReadOnlySpan<long> Times => _times.AsSpan(0, _count);

    /// <summary>Who reached the stage at the time in the same place.</summary>
    public ReadOnlySpan<int> Contacts => _contacts.AsSpan(0, _count);

    /// <summary>The deepest stage of each contact, by number.</summary>
    public ReadOnlySpan<byte> Depths => _depths;

    /// <summary>Turns to a stage.</summary>
    /// <param name="stage">The stage, counted from 1.</param>
    public void Sort(int stage)
    {
        Collect(_evaluation.ReachTimes(stage - 1));
        SortByTime();
        for (int first = 0, end; first < _count; first = end)
        {
            end = first + 1;
            while (end < _count && _times[end] == _times[first])
                end++;
            if (end - first > 1)
                _contacts.AsSpan(first, end - first).Sort((a, b) => _ids[a].SequenceCompareTo(_ids[b]));
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_depths);
        ArrayPool<long>.Shared.Return(_times);
        ArrayPool<int>.Shared.Return(_contacts);
        ArrayPool<ulong>.Shared.Return(_packed);
        ArrayPool<ulong>.Shared.Return(_spare);
    }

    private void Collect(ReadOnlySpan<long> times)
    {
        var count = 0;
        for (var contact = 0; contact < times.Length; contact++)
        {
            var time = times[contact];
            _times[count] = time;
            _contacts[count] = contact;
            count += time != PartitionEvaluation.Unreached ? 1 : 0;
        }

        _count = count;
        for (var i = 0; i < count; i++)
        {
            if (_times[i] == PartitionEvaluation.NoTime)
                _times[i] = StageStatesFormat.NoTime;
        }
    }

    // A time and a contact fit into one number, unless the times lie centuries apart.
    private void SortByTime()
    {
        var (first, last) = (long.MaxValue, long.MinValue);
        foreach (var time in Times)
            (first, last) = (Math.Min(first, time), Math.Max(last, time));
        var timeBits = _count == 0 ? 0 : 64 - BitOperations.LeadingZeroCount((ulong)(last - first));
        if (timeBits + _contactBits > 64)
        {
            _times.AsSpan(0, _count).Sort(_contacts.AsSpan(0, _count));
            return;
        }

        for (var i = 0; i < _count; i++)
            _packed[i] = ((ulong)(_times[i] - first) << _contactBits) | (uint)_contacts[i];
        var sorted = RadixSort.Sort(_packed.AsSpan(0, _count), _spare, _contactBits, _contactBits + timeBits);
        var mask = (1UL << _contactBits) - 1;
        for (var i = 0; i < sorted.Length; i++)
        {
            _times[i] = first + (long)(sorted[i] >> _contactBits);
            _contacts[i] = (int)(sorted[i] & mask);
        }
    }
}
