using CustomerJourneys.Contacts;
using CustomerJourneys.Recalculation.Evaluation;
using CustomerJourneys.Recalculation.Reuse;
using CustomerJourneys.Results;
using CustomerJourneys.Results.Lists;
using CustomerJourneys.Results.States;

namespace CustomerJourneys.Recalculation;

/// <summary>Evaluates the journeys of a plan over what was read of one partition, one after the other.</summary>
internal sealed class PartitionJourneys(
    PreparedPlan plan, int partition, PartitionData data, IStageStateStore states, StateSaving saving, CancellationToken cancellation)
{
    // Mostly all that an earlier run wrote of the partition.
    private const int WholeRead = 1024 * 1024;

    /// <summary>Evaluates what is to be evaluated.</summary>
    /// <returns>For each journey of the plan what was counted; <see langword="null"/> where the earlier counts stay right.</returns>
    public async Task<PartitionCounts?[]> EvaluateAsync(IReadOnlyList<JourneyWork> work)
    {
        var counts = new PartitionCounts?[work.Count];
        foreach (var journey in work.Where(journey => !journey.IsKept))
        {
            counts[journey.Journey] = journey is { Changed: { } changed, Source: { } source }
                ? await EvaluateChangedAsync(journey.Journey, changed, source) ?? await EvaluateAllAsync(journey.Journey)
                : await EvaluateAllAsync(journey.Journey);
        }

        return counts;
    }

    private async Task<PartitionCounts> EvaluateAllAsync(int journey)
    {
        using var evaluation = JourneyEvaluator.Evaluate(
            plan.Compiled[journey], data.Parts, data.Contacts, data.Count, plan.Plan.DataAsOf, cancellation);
        await saving.AddAsync(plan.Plan.Journeys[journey].JourneyId, StageStates.Encode(evaluation));
        return PartitionCounts.Of(evaluation);
    }

    // null when the states that it would build upon are gone: then all are evaluated, which gives the same.
    private async Task<PartitionCounts?> EvaluateChangedAsync(int journey, int[] changed, PartitionSource source)
    {
        var journeyId = plan.Plan.Journeys[journey].JourneyId;
        var compiled = plan.Compiled[journey];
        var id = new StageStatesId(journeyId, source.Run, partition);
        if (await new StageStatesReader(states, WholeRead).ReadWholeAsync(id, cancellation) is not var (head, body))
            return null;
        var places = new int[data.Count];
        Array.Fill(places, -1);
        for (var i = 0; i < changed.Length; i++)
            places[changed[i]] = i;
        var earlier = EarlierEntries.Find(id.BlobName, head, body, changed.Length, places);
        using var evaluation = JourneyEvaluator.Evaluate(
            compiled, ChangedColumns.Of(data.Parts, places), ContactColumns.None, changed.Length, plan.Plan.DataAsOf, cancellation);
        var replaced = earlier.ToReplaced(changed);
        await saving.AddAsync(journeyId, StageStates.Encode(evaluation, data.Count, changed, replaced));
        var found = PartitionCounts.Of(evaluation);
        return found with
        {
            ActivitiesRead = data.Parts.Where(part => compiled.Types.Contains(part.Type, StringComparer.OrdinalIgnoreCase)).Sum(part => (long)part.Count),
            Converted = [.. found.Converted.Select((converted, stage) => converted + earlier.Head.Stages[stage].Converted - replaced.Converted[stage])],
            RemovedGaps = PartitionCounts.GapsOf(compiled.Stages.Count, changed.Length, earlier.ReachTimes),
        };
    }
}
