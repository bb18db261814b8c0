using CustomerJourneys.Recalculation.Evaluation;

namespace CustomerJourneys.Recalculation.Reuse;

/// <summary>How deep each contact of a partition came, and when it reached each stage: a byte a contact, and six for each stage that it reached. Immutable.</summary>
internal sealed class PackedWitnesses
{
    private const int TimeBits = 48;
    private const int LowBits = 32;

    private readonly byte[] _depths;
    private readonly PackedTimes[] _stages;

    private PackedWitnesses(byte[] depths, PackedTimes[] stages) => (_depths, _stages) = (depths, stages);

    /// <summary>How many contacts reached each stage.</summary>
    public long[] Converted => Array.ConvertAll(_stages, stage => (long)stage.Low.Length);

    /// <summary>How many bytes it takes.</summary>
    public long Size => _depths.Length + _stages.Sum(stage => (long)stage.Low.Length * (sizeof(uint) + sizeof(ushort)));

    /// <summary>Packs what an evaluation found.</summary>
    /// <returns><see langword="null"/> where a stage has no time, or times are too far apart.</returns>
    public static PackedWitnesses? Of(PartitionEvaluation evaluation)
    {
        var depths = new byte[evaluation.Contacts];
        var stages = new PackedTimes[evaluation.Stages];
        var converted = evaluation.CountConverted();
        for (var stage = 0; stage < stages.Length; stage++)
        {
            var times = evaluation.ReachTimes(stage);
            var (first, last) = (long.MaxValue, long.MinValue);
            foreach (var time in times)
            {
                if (time != PartitionEvaluation.Unreached)
                    (first, last) = (Math.Min(first, time), Math.Max(last, time));
            }

            if (converted[stage] > 0 && (first == PartitionEvaluation.NoTime || last - first >= 1L << TimeBits))
                return null;
            var (low, high, at) = (new uint[converted[stage]], new ushort[converted[stage]], 0);
            for (var contact = 0; contact < times.Length; contact++)
            {
                if (times[contact] == PartitionEvaluation.Unreached)
                    continue;
                depths[contact] = (byte)(stage + 1);
                var offset = (ulong)(times[contact] - first);
                (low[at], high[at++]) = ((uint)offset, (ushort)(offset >> LowBits));
            }

            stages[stage] = new PackedTimes(first, low, high);
        }

        return new PackedWitnesses(depths, stages);
    }

    /// <summary>When some contacts reached each stage; <see cref="PartitionEvaluation.Unreached"/> for who did not.</summary>
    /// <param name="contacts">Their numbers, ascending; some may be of contacts that came later.</param>
    public long[][] ReachTimesOf(int[] contacts)
    {
        var found = Array.ConvertAll(_stages, _ => new long[contacts.Length]);
        // How many contacts before the present one came how deep: with that it is known where its times are.
        var before = new int[_stages.Length + 1];
        var contact = 0;
        for (var place = 0; place < contacts.Length; place++)
        {
            for (; contact < contacts[place] && contact < _depths.Length; contact++)
                before[_depths[contact]]++;
            var depth = contacts[place] < _depths.Length ? _depths[contacts[place]] : 0;
            var rank = 0;
            for (var stage = _stages.Length - 1; stage >= 0; stage--)
            {
                rank += before[stage + 1];
                found[stage][place] = stage < depth ? _stages[stage].At(rank) : PartitionEvaluation.Unreached;
            }
        }

        return found;
    }

    private sealed record PackedTimes(long First, uint[] Low, ushort[] High)
    {
        public long At(int rank) => First + (((long)High[rank] << LowBits) | Low[rank]);
    }
}
