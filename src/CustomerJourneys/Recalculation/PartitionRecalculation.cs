using CustomerJourneys.Activities;
using CustomerJourneys.Contacts;
using CustomerJourneys.Recalculation.Evaluation;
using CustomerJourneys.Recalculation.Reuse;
using CustomerJourneys.Results;

namespace CustomerJourneys.Recalculation;

/// <summary>
/// The middle step of a run, once a partition: evaluates all journeys of the plan in one pass over the partition's segments; of a journey that may build
/// upon an earlier result only the contacts who changed.
/// </summary>
public sealed class PartitionRecalculation(
    IRecalculationStore runs, IRecalculationPlanStore plans, PreparedPlans prepared, IActivityStore activities, IStageStateStore states, TimeProvider time)
{
    /// <summary>Evaluates one partition; a repeat writes the same again.</summary>
    /// <param name="recalculationId">The run.</param>
    /// <param name="place">Which of the partitions that the plan has evaluated.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>Whether it was evaluated: not when the run has ended in the meantime.</returns>
    public async Task<bool> EvaluateAsync(string recalculationId, int place, CancellationToken cancellation)
    {
        await using var watch = RunWatch.Begin(runs, recalculationId, time, cancellation);
        try
        {
            return await EvaluateAsync(watch, recalculationId, place, watch.Ended);
        }
        catch (OperationCanceledException) when (watch.HasEnded && !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<bool> EvaluateAsync(RunWatch watch, string recalculationId, int place, CancellationToken cancellation)
    {
        if (await prepared.FindAsync(recalculationId, cancellation) is not { } plan)
            return false;
        var partition = plan.Plan.Evaluated?[place] ?? place;
        var snapshot = await activities.OpenAsync(plan.Plan.Pins[partition], cancellation);
        var work = await new PartitionWork(plan, partition, snapshot).DecideAsync(cancellation);
        var evaluated = work.Where(journey => !journey.IsKept).ToList();
        PartitionCounts?[] counts;
        if (evaluated.Count == 0)
        {
            counts = new PartitionCounts?[work.Count];
        }
        else
        {
            var data = await ReadAsync(snapshot, [.. evaluated.Select(journey => plan.Compiled[journey.Journey])], cancellation);
            // Nothing is written for a run that had ended before.
            if (await watch.FirstLook)
                return false;
            await using var saving = new StateSaving(states, recalculationId, partition, cancellation);
            counts = await new PartitionJourneys(plan, partition, data, states, saving, cancellation).EvaluateAsync(work);
            // Whoever publishes waits for this step, and so for both.
            await Task.WhenAll(saving.FinishAsync(), SaveCountsAsync(plan, partition, counts, cancellation));
            return true;
        }

        if (await watch.FirstLook)
            return false;
        await SaveCountsAsync(plan, partition, counts, cancellation);
        return true;
    }

    private Task SaveCountsAsync(PreparedPlan plan, int partition, PartitionCounts?[] counts, CancellationToken cancellation) => plans.SaveCountsAsync(
        plan.Plan.RecalculationId,
        partition,
        PartitionCountsBlob.Encode([.. counts.Select((found, i) => (plan.Plan.Journeys[i].JourneyId, found))]),
        cancellation);

    private static async Task<PartitionData> ReadAsync(
        IPartitionSnapshot snapshot, IReadOnlyList<CompiledJourney> compiled, CancellationToken cancellation)
    {
        // All at once, and all to their ends, so that none fails unseen.
        var parts = snapshot.ReadAsync(
            [.. compiled.SelectMany(journey => journey.Types).Distinct(StringComparer.OrdinalIgnoreCase)],
            [.. compiled.SelectMany(journey => journey.Fields).Distinct(StringComparer.OrdinalIgnoreCase)],
            cancellation);
        var contacts = snapshot.ReadContactsAsync(
            [.. compiled.SelectMany(journey => journey.Attributes).Distinct(StringComparer.OrdinalIgnoreCase)],
            [.. compiled.SelectMany(journey => journey.Groups).Distinct(StringComparer.Ordinal)],
            cancellation);
        await Task.WhenAll(parts, contacts);
        return new PartitionData(snapshot.Contacts, await parts, await contacts);
    }
}

/// <summary>What was read of a partition for the journeys that are evaluated in it.</summary>
/// <param name="Count">How many contacts it has.</param>
/// <param name="Parts">The activities of the journeys' types.</param>
/// <param name="Contacts">What is known of the contacts.</param>
internal sealed record PartitionData(int Count, IReadOnlyList<ActivityColumns> Parts, ContactColumns Contacts);
