using CustomerJourneys.Journeys.Rules;
using CustomerJourneys.Recalculation.Evaluation;

namespace CustomerJourneys.Insights.Explanations;

/// <summary>
/// Says what kept a contact from the first stage that is not reached where its other conditions are met: when would it have been reached, and which window,
/// exclusion or negation stands against that?
/// </summary>
internal sealed class StageObstacles(
    CompiledJourney journey,
    IReadOnlyList<AskedStage> stages,
    ContactTimeline timeline,
    IReadOnlyList<long> reachTimes,
    Predicate<int> isTaken,
    Func<int, bool> holds)
{
    /// <summary>The obstacles of a stage.</summary>
    /// <returns>Negated conditions with the activity that violates them, and all others; none where conditions are missing.</returns>
    public (IReadOnlyList<(int Place, int Activity)> Negated, IReadOnlyList<Obstacle> Others) Of(int stage)
    {
        var since = stage == 0 ? PartitionEvaluation.NoTime : reachTimes[stage - 1];
        if (EarliestWithoutBounds(stage, since) is not { } time)
            return ([], []);
        var negated = new List<(int, int)>();
        foreach (var condition in stages[stage].Conditions.Where(condition => condition.Meaning is NotPerformedMeaning))
        {
            for (var place = timeline.FirstAtOrAfter(since + 1); place < timeline.FirstAtOrAfter(time + 1); place++)
            {
                if (!timeline.Matches(condition.Index, place))
                    continue;
                negated.Add((condition.Place, place));
                break;
            }
        }

        List<Obstacle> others = [.. Windows(stage, since, time), .. Exclusions(stage, since, time)];
        if (negated.Count == 0 && others.Count == 0)
            others.Add(new Obstacle(ObstacleKind.Order, ExplanationWords.Order(), DateTimeOffset.FromUnixTimeMilliseconds(time), null, null));
        return (negated, others);
    }

    // When the conditions are met by what the stages before leave, windows and all that must be absent left aside.
    private long? EarliestWithoutBounds(int stage, long since)
    {
        var asked = stages[stage];
        var counts = new int[asked.Conditions.Count];
        bool IsMet(AskedCondition condition) => condition.Meaning switch
        {
            PerformedMeaning performed => counts[condition.Place] >= performed.AtLeast,
            NotPerformedMeaning => true,
            _ => holds(condition.Index),
        };
        for (var place = timeline.FirstAtOrAfter(since); place < timeline.Count; place++)
        {
            if (isTaken(place))
                continue;
            var isOne = false;
            foreach (var condition in asked.Conditions)
            {
                if (condition.Meaning is not PerformedMeaning || !timeline.Matches(condition.Index, place))
                    continue;
                counts[condition.Place]++;
                isOne = true;
            }

            if (isOne && asked.IsMet(IsMet))
                return timeline[place].OccurredAt;
        }

        return null;
    }

    private IEnumerable<Obstacle> Windows(int stage, long since, long time)
    {
        if (stage == 0)
            yield break;
        var at = DateTimeOffset.FromUnixTimeMilliseconds(time);
        if (journey.ConversionWindow is { } conversion && time - reachTimes[0] > conversion)
        {
            var exceeded = time - reachTimes[0] - conversion;
            yield return new Obstacle(
                ObstacleKind.ConversionWindow, ExplanationWords.OutsideWindow(time, "conversion window", conversion, exceeded, stages[0].Stage.Name), at, exceeded, null);
        }

        if (stages[stage].Stage.Window is { Milliseconds: var window } && time - since > window)
        {
            var exceeded = time - since - window;
            yield return new Obstacle(
                ObstacleKind.StageWindow, ExplanationWords.OutsideWindow(time, "window", window, exceeded, stages[stage - 1].Stage.Name), at, exceeded, null);
        }
    }

    private IEnumerable<Obstacle> Exclusions(int stage, long since, long time)
    {
        var end = timeline.FirstAtOrAfter(time);
        for (var place = timeline.FirstAtOrAfter(since + 1); place < end && stage > 0; place++)
        {
            if (!stages[stage].Compiled.Exclusions.Any(matcher => timeline.Matches(matcher, place)))
                continue;
            var activity = timeline[place];
            yield return new Obstacle(
                ObstacleKind.Exclusion,
                ExplanationWords.Excluded(activity, stages[stage - 1].Stage.Name),
                DateTimeOffset.FromUnixTimeMilliseconds(time),
                null,
                ExplanationWords.Tell(activity));
            yield break;
        }
    }
}
