using CustomerJourneys.Recalculation.Evaluation;
using CustomerJourneys.Results;

namespace CustomerJourneys.Recalculation.Reuse;

/// <summary>A plan with what its steps need again and again: compiled journeys, and the results that they build upon. Immutable.</summary>
public sealed class PreparedPlan
{
    private readonly Lazy<IReadOnlyList<CompiledJourney>> _compiled;
    private readonly IReadOnlyList<JourneyResult?> _earlier;

    /// <summary>Prepares a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="earlier">For each journey the result that the plan names; <see langword="null"/> when it names none, or it is gone.</param>
    /// <param name="isStored">Whether the plan is stored.</param>
    internal PreparedPlan(RecalculationPlan plan, IReadOnlyList<JourneyResult?> earlier, bool isStored)
    {
        Plan = plan;
        IsStored = isStored;
        _earlier = earlier;
        _compiled = new(() => [.. plan.Journeys.Select(journey => new CompiledJourney(journey.Definition))]);
    }

    /// <summary>The plan.</summary>
    public RecalculationPlan Plan { get; }

    /// <summary>Whether the plan is stored: not where its run publishes at once, and may as well plan anew.</summary>
    internal bool IsStored { get; }

    /// <summary>The journeys in the plan's order, ready to be evaluated.</summary>
    internal IReadOnlyList<CompiledJourney> Compiled => _compiled.Value;

    /// <summary>The result that a journey builds upon, if any.</summary>
    internal JourneyResult? EarlierOf(int journey) => _earlier[journey];

    /// <summary>Where the lists and counts of a partition lie that a journey may build upon.</summary>
    internal PartitionSource? SourceOf(int journey, int partition) => _earlier[journey]?.Sources?.Partitions[partition];

    /// <summary>Whether nothing at all changed in a partition since the result that a journey builds upon.</summary>
    internal bool IsUnchanged(int journey, int partition) => SourceOf(journey, partition)?.Epoch == Plan.Pins[partition].Epoch;
}
