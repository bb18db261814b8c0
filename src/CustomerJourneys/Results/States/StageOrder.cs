using System.Buffers;
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
    private readonly byte[] _depths;
    private readonly long[] _times;
    private readonly long[] _spareTimes;
    private readonly int[] _contacts;
    private readonly int[] _spareContacts;
    private int _count;

    public StageOrder(PartitionEvaluation evaluation, ContactIds ids)
    {
        (_evaluation, _ids) = (evaluation, ids);
        var count = evaluation.Contacts;
        _depths = ArrayPool<byte>.Shared.Rent(count);
        _times = ArrayPool<long>.Shared.Rent(count);
        _spareTimes = ArrayPool<long>.Shared.Rent(count);
        _contacts = ArrayPool<int>.Shared.Rent(count);
        _spareContacts = ArrayPool<int>.Shared.Rent(count);
        _depths.AsSpan(0, count).Clear();
        for (var stage = 0; stage < evaluation.Stages; stage++)
        {
            var times = evaluation.ReachTimes(stage);
            for (var contact = 0; contact < times.Length; contact++)
                _depths[contact] += times[contact] != PartitionEvaluation.Unreached ? (byte)1 : (byte)0;
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
        _count = 0;
        var times = _evaluation.ReachTimes(stage - 1);
        for (var contact = 0; contact < times.Length; contact++)
        {
            var time = times[contact];
            if (time == PartitionEvaluation.Unreached)
                continue;
            _times[_count] = time == PartitionEvaluation.NoTime && stage == 1 ? StageStatesFormat.NoTime : time;
            _contacts[_count++] = contact;
        }

        RadixSort.Sort(_times.AsSpan(0, _count), _spareTimes, _contacts.AsSpan(0, _count), _spareContacts.AsSpan(0, _count));
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
        ArrayPool<long>.Shared.Return(_spareTimes);
        ArrayPool<int>.Shared.Return(_contacts);
        ArrayPool<int>.Shared.Return(_spareContacts);
    }
}
