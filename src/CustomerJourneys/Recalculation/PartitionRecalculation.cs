using CustomerJourneys.Activities;
using CustomerJourneys.Recalculation.Reuse;
using CustomerJourneys.Results;

namespace CustomerJourneys.Recalculation;

/// <summary>
/// The middle step of a run: evaluates all journeys of the plan in one pass over a partition's segments; of a journey that may build
/// upon an earlier result only the contacts who changed.
/// </summary>
public sealed class PartitionRecalculation(
    IRecalculationStore runs, IRecalculationPlanStore plans, PreparedPlans prepared, IActivityStore activities, IStageStateStore states, TimeProvider time)
{
    private readonly RecentWitnesses _witnesses = new(RecentWitnesses.DefaultCapacity);

    /// <summary>Evaluates the partitions of a durable activity; a repeat writes the same again.</summary>
    /// <param name="recalculationId">The run.</param>
    /// <param name="task">Which of its durable activities.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>How many partitions it has; 0 when the run has ended in the meantime.</returns>
    public async Task<int> EvaluateAsync(string recalculationId, int task, CancellationToken cancellation)
    {
        await using var watch = RunWatch.Begin(runs, recalculationId, time, cancellation);
        try
        {
            return await EvaluateAsync(watch, recalculationId, task, watch.Ended);
        }
        catch (OperationCanceledException) when (watch.HasEnded && !cancellation.IsCancellationRequested)
        {
            return 0;
        }
    }

    private async Task<int> EvaluateAsync(RunWatch watch, string recalculationId, int task, CancellationToken cancellation)
    {
        if (await prepared.FindAsync(recalculationId, cancellation) is not { } plan)
            return 0;
        var partitions = plan.Plan.PartitionsOf(task);
        // Where there are several, little is read and written of each: they mostly wait for storage, together.
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = SmallPartitions.MaxPartitions, CancellationToken = cancellation };
        await Parallel.ForEachAsync(partitions, parallel, async (partition, stop) => await EvaluateAsync(watch, plan, partition, stop));
        return await watch.FirstLook ? 0 : partitions.Count;
    }

    private async Task EvaluateAsync(RunWatch watch, PreparedPlan plan, int partition, CancellationToken cancellation)
    {
        var snapshot = await activities.OpenAsync(plan.Plan.Pins[partition], cancellation);
        var work = await new PartitionWork(plan, partition, snapshot).DecideAsync(cancellation);
        var evaluated = work.Where(journey => !journey.IsKept).ToList();
        var reading = new PartitionReading(plan, snapshot, evaluated);
        await reading.BeginAsync(cancellation);
        // Nothing is written for a run that had ended before.
        if (await watch.FirstLook)
            return;
        await using var saving = new StateSaving(states, plan.Plan.RecalculationId, partition, cancellation);
        var counts = await new PartitionJourneys(plan, partition, reading, _witnesses, states, saving, cancellation).EvaluateAsync(work);
        var encoded = PartitionCountsBlob.Encode([.. counts.Select((found, i) => (plan.Plan.Journeys[i].JourneyId, found))]);
        // Whoever publishes waits for this step, and so for both.
        await Task.WhenAll(
            evaluated.Count > 0 ? saving.FinishAsync() : Task.CompletedTask,
            plans.SaveCountsAsync(plan.Plan.RecalculationId, partition, encoded, cancellation));
    }
}
