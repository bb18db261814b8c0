using CustomerJourneys.Activities;
using CustomerJourneys.Journeys;

namespace CustomerJourneys.Recalculation;

/// <summary>What a run evaluates: frozen, kept as a blob, so that only its id crosses the orchestrator.</summary>
/// <param name="RecalculationId">The run.</param>
/// <param name="DataAsOf">Everything acknowledged before this time is in the pins.</param>
/// <param name="Journeys">The journeys, each in one version.</param>
/// <param name="Pins">One pin a partition, in partition order.</param>
public sealed record RecalculationPlan(
    string RecalculationId,
    DateTimeOffset DataAsOf,
    IReadOnlyList<PlannedJourney> Journeys,
    IReadOnlyList<PartitionPin> Pins)
{
    /// <summary>The partitions that are to be looked at; in the others nothing changed for any journey. <see langword="null"/> for all.</summary>
    public IReadOnlyList<int>? Evaluated { get; init; }

    /// <summary>
    /// How many of the partitions that are to be looked at each durable activity takes, in their order: where little changed, several.
    /// <see langword="null"/> for one each.
    /// </summary>
    public IReadOnlyList<int>? TaskSizes { get; init; }

    /// <summary>How many partitions are to be looked at.</summary>
    internal int EvaluatedCount => Evaluated?.Count ?? Pins.Count;

    /// <summary>How many durable activities look at them.</summary>
    internal int TaskCount => TaskSizes?.Count ?? EvaluatedCount;

    /// <summary>The partitions that a durable activity looks at.</summary>
    internal IReadOnlyList<int> PartitionsOf(int task)
    {
        var first = TaskSizes is null ? task : TaskSizes.Take(task).Sum();
        return [.. Enumerable.Range(first, TaskSizes?[task] ?? 1).Select(place => Evaluated?[place] ?? place)];
    }
}

/// <summary>One journey of a plan.</summary>
/// <param name="JourneyId">Which journey.</param>
/// <param name="Version">Which version of it.</param>
/// <param name="Definition">The definition of that version.</param>
public sealed record PlannedJourney(string JourneyId, int Version, Journey Definition)
{
    /// <summary>The result that this run may build upon; <see langword="null"/> when everything is to be evaluated.</summary>
    public string? EarlierResultId { get; init; }
}
