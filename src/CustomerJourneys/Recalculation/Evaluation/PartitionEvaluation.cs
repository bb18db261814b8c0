namespace CustomerJourneys.Recalculation.Evaluation;

/// <summary>The witnesses of a partition's contacts for one journey: how deep each came, and when it reached each stage.</summary>
public sealed class PartitionEvaluation
{
    /// <summary>Stands for the reach time of a first stage that no activity fulfils: before every time.</summary>
    public const long NoTime = long.MinValue;

    private readonly byte[] _depths;
    private readonly long[] _reachTimes;

    internal PartitionEvaluation(int stages, int contacts, long activitiesRead)
    {
        Stages = stages;
        ActivitiesRead = activitiesRead;
        _depths = new byte[contacts];
        _reachTimes = new long[(long)contacts * stages];
    }

    /// <summary>How many stages the journey has.</summary>
    public int Stages { get; }

    /// <summary>How many contacts the partition has.</summary>
    public int Contacts => _depths.Length;

    /// <summary>How many activities of the journey's types were read.</summary>
    public long ActivitiesRead { get; }

    /// <summary>How many contacts exceeded a search budget, so that their witness may not be the best one.</summary>
    public long InexactContacts { get; private set; }

    /// <summary>How many activities were looked at to find the witnesses, repeats included: the measure of the work.</summary>
    internal long Looked { get; set; }

    /// <summary>The deepest stage a contact reached: 0 for none, else its number counted from 1.</summary>
    public int DepthOf(int contact) => _depths[contact];

    /// <summary>
    /// When a contact reached each stage, in milliseconds since 1970-01-01T00:00:00Z; as many as its depth. The first may be <see cref="NoTime"/>.
    /// </summary>
    public ReadOnlySpan<long> ReachTimesOf(int contact) => RoomFor(contact)[.._depths[contact]];

    /// <summary>How many contacts reached each stage.</summary>
    public long[] CountConverted()
    {
        var converted = new long[Stages];
        foreach (var depth in _depths)
        {
            for (var stage = 0; stage < depth; stage++)
                converted[stage]++;
        }

        return converted;
    }

    /// <summary>
    /// How long contacts took to each stage from the one before, in milliseconds and ascending; empty for the first stage, and without those who
    /// reached the one before at no time.
    /// </summary>
    public long[][] CollectGaps()
    {
        var gaps = new List<long>[Stages];
        for (var stage = 0; stage < Stages; stage++)
            gaps[stage] = [];
        for (var contact = 0; contact < Contacts; contact++)
        {
            var reached = ReachTimesOf(contact);
            for (var stage = 1; stage < reached.Length; stage++)
            {
                if (reached[stage - 1] != NoTime)
                    gaps[stage].Add(reached[stage] - reached[stage - 1]);
            }
        }

        foreach (var list in gaps)
            list.Sort();
        return [.. gaps.Select(list => list.ToArray())];
    }

    internal Span<long> RoomFor(int contact) => _reachTimes.AsSpan(contact * Stages, Stages);

    internal void Set(int contact, int depth, bool isInexact)
    {
        _depths[contact] = (byte)depth;
        if (isInexact)
            InexactContacts++;
    }
}
