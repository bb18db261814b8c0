using CustomerJourneys.Activities;
using CustomerJourneys.Contacts;
using CustomerJourneys.Recalculation.Evaluation;
using CustomerJourneys.Results;

namespace CustomerJourneys.Recalculation;

/// <summary>The middle step of a run, once a partition: evaluates all journeys of the plan in one pass over the partition's segments.</summary>
public sealed class PartitionRecalculation(
    IRecalculationStore runs, IRecalculationPlanStore plans, IActivityStore activities, IStageStateStore states, TimeProvider time)
{
    private readonly RecalculationPlanCache _plans = new(plans);

    /// <summary>Evaluates one partition; a repeat writes the same again.</summary>
    /// <returns>Whether it was evaluated: not when the run has ended in the meantime.</returns>
    public async Task<bool> EvaluateAsync(string recalculationId, int partition, CancellationToken cancellation)
    {
        if (await runs.FindAsync(recalculationId, cancellation) is null or { IsFinished: true })
            return false;
        await using var watch = RunWatch.Begin(runs, recalculationId, time, cancellation);
        try
        {
            return await EvaluateWatchedAsync(recalculationId, partition, watch.Ended);
        }
        catch (OperationCanceledException) when (watch.HasEnded && !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<bool> EvaluateWatchedAsync(string recalculationId, int partition, CancellationToken cancellation)
    {
        if (await _plans.FindAsync(recalculationId, cancellation) is not { } plan)
            return false;
        var snapshot = await activities.OpenAsync(plan.Pins[partition], cancellation);
        var compiled = plan.Journeys.Select(journey => new CompiledJourney(journey.Definition)).ToList();
        // Both at once, and both to their ends, so that neither fails unseen.
        var (readingIds, readingColumns) = (snapshot.ReadContactIdsAsync(cancellation), ReadColumnsAsync(snapshot, compiled, cancellation));
        await Task.WhenAll(readingIds, readingColumns);
        var (contactIds, (parts, contacts)) = (await readingIds, await readingColumns);
        var counts = new List<PartitionCounts>();
        for (var i = 0; i < compiled.Count; i++)
        {
            var evaluation = JourneyEvaluator.Evaluate(compiled[i], parts, contacts, snapshot.Contacts, plan.DataAsOf, cancellation);
            counts.Add(PartitionCounts.Of(evaluation));
            await states.SaveAsync(
                plan.Journeys[i].JourneyId, recalculationId, partition, StageStates.Encode(evaluation, contactIds), cancellation);
        }

        await plans.SaveCountsAsync(recalculationId, partition, PartitionCounts.Encode(counts), cancellation);
        return true;
    }

    private static async Task<(IReadOnlyList<ActivityColumns> Parts, ContactColumns Contacts)> ReadColumnsAsync(
        IPartitionSnapshot snapshot, IReadOnlyList<CompiledJourney> compiled, CancellationToken cancellation)
    {
        var parts = await snapshot.ReadAsync(
            [.. compiled.SelectMany(journey => journey.Types).Distinct(StringComparer.OrdinalIgnoreCase)],
            [.. compiled.SelectMany(journey => journey.Fields).Distinct(StringComparer.OrdinalIgnoreCase)],
            cancellation);
        var contacts = await snapshot.ReadContactsAsync(
            [.. compiled.SelectMany(journey => journey.Attributes).Distinct(StringComparer.OrdinalIgnoreCase)],
            [.. compiled.SelectMany(journey => journey.Groups).Distinct(StringComparer.Ordinal)],
            cancellation);
        return (parts, contacts);
    }
}
