using CustomerJourneys.Contacts;
using CustomerJourneys.Recalculation.Evaluation;
using CustomerJourneys.Recalculation.Reuse;
using CustomerJourneys.Results;
using CustomerJourneys.Results.Lists;
using CustomerJourneys.Results.States;

namespace CustomerJourneys.Recalculation;

/// <summary>Evaluates the journeys of a plan over what was read of one partition, one after the other.</summary>
internal sealed class PartitionJourneys(
    PreparedPlan plan, int partition, PartitionReading reading, RecentWitnesses witnesses, IStageStateStore states, StateSaving saving, CancellationToken cancellation)
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
        var data = await reading.ReadAllAsync(cancellation);
        using var evaluation = JourneyEvaluator.Evaluate(
            plan.Compiled[journey], data.Parts, data.Contacts, data.Count, plan.Plan.DataAsOf, cancellation);
        if (EarlierResults.IsOfActivitiesAlone(plan.Compiled[journey]) && evaluation.InexactContacts == 0)
            witnesses.Keep(plan.Plan.Journeys[journey].JourneyId, plan.Plan.RecalculationId, partition, evaluation);
        await saving.AddAsync(plan.Plan.Journeys[journey].JourneyId, StageStates.Encode(evaluation));
        return PartitionCounts.Of(evaluation);
    }

    // null when the states that it would build upon are gone: then all are evaluated, which gives the same.
    private async Task<PartitionCounts?> EvaluateChangedAsync(int journey, int[] changed, PartitionSource source)
    {
        var journeyId = plan.Plan.Journeys[journey].JourneyId;
        var compiled = plan.Compiled[journey];
        var data = reading.ChangedOf(changed);
        if (await FindEarlierAsync(journeyId, source.Run, changed) is not { } earlier)
            return null;
        using var evaluation = JourneyEvaluator.Evaluate(
            compiled, data.Activities.Parts, ContactColumns.None, changed.Length, plan.Plan.DataAsOf, cancellation);
        var replaced = earlier.ToReplaced(changed);
        await saving.AddAsync(journeyId, StageStates.Encode(evaluation, reading.Count, changed, replaced));
        var found = PartitionCounts.Of(evaluation);
        return found with
        {
            ActivitiesRead = compiled.Types.Distinct(StringComparer.OrdinalIgnoreCase).Sum(type => data.Activities.Counts.GetValueOrDefault(type)),
            Converted = [.. found.Converted.Select((converted, stage) => converted + earlier.Converted[stage] - replaced.Converted[stage])],
            RemovedGaps = PartitionCounts.GapsOf(compiled.Stages.Count, changed.Length, earlier.ReachTimes),
        };
    }

    private async Task<EarlierEntries?> FindEarlierAsync(string journeyId, string run, int[] changed)
    {
        // The lists need the states themselves: whether they are still there is looked at all the same.
        if (witnesses.Find(journeyId, run, partition) is { } known)
            return await states.ReadAsync(run, partition, 0, 1, cancellation) is null ? null : new EarlierEntries(known.Converted, known.ReachTimesOf(changed));
        var id = new StageStatesId(journeyId, run, partition);
        if (await new StageStatesReader(states, WholeRead).ReadWholeAsync(id, cancellation) is not var (head, body))
            return null;
        var places = new int[reading.Count];
        Array.Fill(places, -1);
        for (var i = 0; i < changed.Length; i++)
            places[changed[i]] = i;
        return EarlierEntries.Find(id.BlobName, head, body, changed.Length, places);
    }
}
