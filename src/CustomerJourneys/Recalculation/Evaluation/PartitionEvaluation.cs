using System.Buffers;
using System.Numerics;

namespace CustomerJourneys.Recalculation.Evaluation;

/// <summary>
/// The witnesses of a partition's contacts for one journey: how deep each came, and when it reached each stage. Disposing it gives its memory, 8 bytes a
/// contact and stage, to the next one; nothing of it may be read after that.
/// </summary>
public sealed class PartitionEvaluation : IDisposable
{
    /// <summary>Stands for the reach time of a first stage that no activity fulfils: before every time.</summary>
    public const long NoTime = -Unreached;

    /// <summary>Stands for the reach time of a stage that is not reached: after every time.</summary>
    public const long Unreached = 1L << 62;

    private readonly long[][] _reachTimes;
    private readonly long[] _converted;

    /// <summary>Begins an evaluation whose reach times are all still to be written.</summary>
    internal PartitionEvaluation(int stages, int contacts, long activitiesRead)
    {
        Contacts = contacts;
        ActivitiesRead = activitiesRead;
        _converted = new long[stages];
        _reachTimes = new long[stages][];
        for (var stage = 0; stage < stages; stage++)
            _reachTimes[stage] = ArrayPool<long>.Shared.Rent(contacts);
    }

    /// <summary>How many stages the journey has.</summary>
    public int Stages => _reachTimes.Length;

    /// <summary>How many contacts the partition has.</summary>
    public int Contacts { get; }

    /// <summary>How many activities of the journey's types were read.</summary>
    public long ActivitiesRead { get; }

    /// <summary>How many contacts exceeded a search budget, so that their witness may not be the best one.</summary>
    public long InexactContacts { get; private set; }

    /// <summary>How many contacts were walked one by one, since equal times, windows, exclusions or negations bind them.</summary>
    public int WalkedContacts { get; internal set; }

    /// <summary>How many activities the walks looked at, repeats included: the measure of their work.</summary>
    internal long Looked { get; set; }

    /// <summary>
    /// When each contact reached a stage, in milliseconds since 1970-01-01T00:00:00Z; <see cref="Unreached"/> for who did not, and for the first stage
    /// possibly <see cref="NoTime"/>.
    /// </summary>
    /// <param name="stage">The stage, counted from 0.</param>
    public ReadOnlySpan<long> ReachTimes(int stage) => _reachTimes[stage].AsSpan(0, Contacts);

    /// <summary>The deepest stage a contact reached: 0 for none, else its number counted from 1.</summary>
    public int DepthOf(int contact)
    {
        var depth = 0;
        while (depth < Stages && _reachTimes[depth][contact] != Unreached)
            depth++;
        return depth;
    }

    /// <summary>When a contact reached each stage, as many as its depth.</summary>
    public long[] ReachTimesOf(int contact) => [.. _reachTimes.Select(times => times[contact]).TakeWhile(time => time != Unreached)];

    /// <summary>How many contacts reached each stage.</summary>
    public long[] CountConverted() => [.. _converted];

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var stage = 0; stage < _reachTimes.Length; stage++)
        {
            var times = _reachTimes[stage];
            // A second call finds nothing to give back.
            _reachTimes[stage] = [];
            if (times.Length > 0)
                ArrayPool<long>.Shared.Return(times);
        }
    }

    /// <summary>Where the reach times of some contacts at a stage go.</summary>
    internal Span<long> RoomFor(int stage, int contact, int count) => _reachTimes[stage].AsSpan(contact, count);

    /// <summary>Counts who reached a stage, of contacts whose times are written.</summary>
    internal void Count(int stage, ReadOnlySpan<long> times)
    {
        var unreached = new Vector<long>(Unreached);
        var counts = Vector<long>.Zero;
        var i = 0;
        for (; i <= times.Length - Vector<long>.Count; i += Vector<long>.Count)
            counts -= Vector.LessThan(new Vector<long>(times[i..]), unreached);
        var reached = Vector.Sum(counts);
        for (; i < times.Length; i++)
            reached += times[i] < Unreached ? 1 : 0;
        _converted[stage] += reached;
    }

    /// <summary>Replaces a contact's witness.</summary>
    internal void Set(int contact, ReadOnlySpan<long> reachTimes, bool isInexact)
    {
        for (var stage = 0; stage < Stages; stage++)
        {
            ref var time = ref _reachTimes[stage][contact];
            _converted[stage] -= time != Unreached ? 1 : 0;
            time = stage < reachTimes.Length ? reachTimes[stage] : Unreached;
            _converted[stage] += time != Unreached ? 1 : 0;
        }

        if (isInexact)
            InexactContacts++;
    }
}
