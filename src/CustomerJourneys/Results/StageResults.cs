using CustomerJourneys.Journeys;
using CustomerJourneys.Recalculation;

namespace CustomerJourneys.Results;

/// <summary>Adds up what the partitions counted for one journey.</summary>
public static class StageResults
{
    /// <summary>The stages of a result.</summary>
    /// <param name="definition">The journey that was evaluated.</param>
    /// <param name="partitions">What each partition counted for it.</param>
    /// <param name="changed">
    /// For partitions where some contacts were evaluated anew, what that gave: it counts all contacts, and says which gaps come and go.
    /// </param>
    public static IReadOnlyList<StageResult> Of(
        Journey definition, IReadOnlyList<PartitionCounts> partitions, IReadOnlyList<PartitionCounts?>? changed = null)
    {
        var later = (changed ?? []).OfType<PartitionCounts>().ToList();
        return [.. definition.Stages.Select((stage, s) => new StageResult(
            stage.Id,
            stage.Name,
            stage.Kpi,
            partitions.Select((partition, i) => (changed?[i] ?? partition).Converted[s]).Sum(),
            s == 0 ? null : SortedGaps.Summarize(
                [.. partitions.Concat(later).Select(partition => partition.Gaps[s])],
                [.. later.Select(partition => partition.RemovedGaps![s])])))];
    }
}
