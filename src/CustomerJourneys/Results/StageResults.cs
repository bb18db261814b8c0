using CustomerJourneys.Journeys;
using CustomerJourneys.Recalculation;

namespace CustomerJourneys.Results;

/// <summary>Adds up what the partitions counted for one journey.</summary>
public static class StageResults
{
    /// <summary>The stages of a result.</summary>
    /// <param name="definition">The journey that was evaluated.</param>
    /// <param name="partitions">What each partition counted for it.</param>
    public static IReadOnlyList<StageResult> Of(Journey definition, IReadOnlyList<PartitionCounts> partitions) =>
        [.. definition.Stages.Select((stage, s) => new StageResult(
            stage.Id,
            stage.Name,
            stage.Kpi,
            partitions.Sum(partition => partition.Converted[s]),
            s == 0 ? null : SortedGaps.Summarize([.. partitions.Select(partition => partition.Gaps[s])])))];
}
