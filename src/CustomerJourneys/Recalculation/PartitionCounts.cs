using System.Buffers;
using System.Runtime.InteropServices;
using CustomerJourneys.Recalculation.Evaluation;
using CustomerJourneys.Results;

namespace CustomerJourneys.Recalculation;

/// <summary>
/// What one partition counted for one journey of a run: small, and addable over partitions. The gaps are the sorted times from stage to
/// stage, from which exact percentiles over all partitions are selected.
/// </summary>
/// <param name="ActivitiesRead">Activities of the journey's types.</param>
/// <param name="InexactContacts">Contacts that exceeded the search budget among equal times.</param>
/// <param name="Converted">Contacts who reached each stage.</param>
/// <param name="Gaps">For each stage the milliseconds from the one before, ascending; empty for the first.</param>
public sealed record PartitionCounts(
    long ActivitiesRead, long InexactContacts, IReadOnlyList<long> Converted, IReadOnlyList<long[]> Gaps)
{
    /// <summary>
    /// When only some contacts were evaluated anew: their earlier gaps, in the form of <see cref="Gaps"/>, which is then what they have now. <see cref="Converted"/>
    /// counts all contacts all the same.
    /// </summary>
    public IReadOnlyList<long[]>? RemovedGaps { get; init; }

    /// <summary>The counts of an evaluated partition.</summary>
    public static PartitionCounts Of(PartitionEvaluation evaluation) => new(
        evaluation.ActivitiesRead, evaluation.InexactContacts, evaluation.CountConverted(), GapsOf(evaluation.Stages, evaluation.Contacts, evaluation.ReachTimes));

    /// <summary>Collects how long contacts took from stage to stage, without those who reached the stage before at no time.</summary>
    /// <param name="stages">How many stages.</param>
    /// <param name="contacts">How many contacts.</param>
    /// <param name="reachTimes">The reach times of a stage, counted from 0, by contact.</param>
    internal static long[][] GapsOf(int stages, int contacts, Func<int, ReadOnlySpan<long>> reachTimes)
    {
        // One more, since a place is written before it is known whether it counts.
        var collected = ArrayPool<ulong>.Shared.Rent(contacts + 1);
        var spare = ArrayPool<ulong>.Shared.Rent(contacts + 1);
        var gaps = new long[stages][];
        gaps[0] = [];
        for (var stage = 1; stage < stages; stage++)
        {
            var before = reachTimes(stage - 1)[..contacts];
            var times = reachTimes(stage)[..contacts];
            var count = 0;
            for (var contact = 0; contact < before.Length; contact++)
            {
                collected[count] = (ulong)(times[contact] - before[contact]);
                count += (times[contact] != PartitionEvaluation.Unreached & before[contact] != PartitionEvaluation.NoTime) ? 1 : 0;
            }

            gaps[stage] = MemoryMarshal.Cast<ulong, long>(RadixSort.Sort(collected.AsSpan(0, count), spare)).ToArray();
        }

        ArrayPool<ulong>.Shared.Return(collected);
        ArrayPool<ulong>.Shared.Return(spare);
        return gaps;
    }
}
