using CustomerJourneys.Activities;
using CustomerJourneys.Recalculation.Evaluation;
using CustomerJourneys.Results;

namespace CustomerJourneys.Recalculation.Reuse;

/// <summary>Tells what a run may build upon; <c>docs/decisions/0012-reuse.md</c> has the reasons.</summary>
internal static class EarlierResults
{
    /// <summary>The version of the evaluation. It rises with whatever changes what an evaluation finds, or how its states are read.</summary>
    public const int Evaluator = 2;

    /// <summary>Where fewer than one in so many contacts changed, only these are evaluated.</summary>
    public const int ChangedShare = 8;

    /// <summary>Whether a run may build upon the result of an earlier one.</summary>
    /// <param name="result">The result.</param>
    /// <param name="version">The version of the journey that is planned.</param>
    /// <param name="journey">The journey.</param>
    /// <param name="pins">The data that is planned.</param>
    public static bool IsBase(JourneyResult result, int version, CompiledJourney journey, IReadOnlyList<PartitionPin> pins) =>
        result.JourneyVersion == version
        && result.Sources is { Evaluator: Evaluator, Partitions: var partitions }
        && partitions.Count == pins.Count
        && IsOfActivitiesAlone(journey)
        && partitions.Zip(pins, (source, pin) => source.Epoch <= pin.Epoch).All(isBefore => isBefore);

    /// <summary>
    /// Whether a contact's witness follows from its activities alone: neither from the present time, nor from what else is known of contacts, of which
    /// no change is recorded.
    /// </summary>
    internal static bool IsOfActivitiesAlone(CompiledJourney journey) =>
        journey.ContactTests.Count == 0 && !journey.Matchers.Any(matcher => matcher.IsRelativeToNow);
}
