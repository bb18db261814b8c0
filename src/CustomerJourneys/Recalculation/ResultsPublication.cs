using CustomerJourneys.Journeys;
using CustomerJourneys.Results;

namespace CustomerJourneys.Recalculation;

/// <summary>The last step of a run: adds up what the partitions counted, and swaps each journey's result as a whole.</summary>
public sealed class ResultsPublication(
    IJourneyStore journeys,
    IRecalculationStore runs,
    IRecalculationPlanStore plans,
    IResultStore results,
    IStageStateStore states,
    RecalculationEnds ends,
    TimeProvider time)
{
    private const int ParallelJourneys = 8;

    /// <summary>How many results keep their lists of contacts; the counts of all results stay.</summary>
    public const int ResultsWithLists = 2;

    /// <summary>How long replaced lists stay, for readers that began before: as long as a continuation is valid.</summary>
    public static readonly TimeSpan ListGrace = TimeSpan.FromHours(1);

    /// <summary>Publishes the results of a run; a repeat changes nothing.</summary>
    /// <exception cref="InvalidOperationException">A partition has no counts: the run is to be repeated.</exception>
    public async Task PublishAsync(string recalculationId, CancellationToken cancellation)
    {
        var run = await runs.FindAsync(recalculationId, cancellation);
        if (run is { IsFinished: false } && await plans.FindAsync(recalculationId, cancellation) is { } plan)
        {
            var partitions = await ReadCountsAsync(plan, cancellation);
            // From here on a cancellation comes too late: some of the results may be seen already.
            run = await runs.ChangeAsync(
                recalculationId, run => run.IsFinished || run.IsPublishing ? null : run with { IsPublishing = true }, cancellation);
            if (run is { IsFinished: false })
                await PublishAsync(plan, run, partitions, cancellation);
        }

        // Nobody reads the plan of a run that has ended.
        await plans.DeleteAsync(recalculationId, cancellation);
    }

    private async Task PublishAsync(
        RecalculationPlan plan, RecalculationRun run, IReadOnlyList<IReadOnlyList<PartitionCounts>> partitions, CancellationToken cancellation)
    {
        var published = 0;
        var bounded = new ParallelOptions { MaxDegreeOfParallelism = ParallelJourneys, CancellationToken = cancellation };
        // The first failure ends the step, whichever journeys are published by then; a repeat publishes the rest.
        await Parallel.ForAsync(0, plan.Journeys.Count, bounded, async (i, stop) =>
        {
            var planned = plan.Journeys[i];
            // A version saved since has a run of its own.
            if (await journeys.FindHeadAsync(planned.JourneyId, stop) is not { } journey || journey.Version != planned.Version)
                return;
            var result = Add(plan, run, planned, [.. partitions.Select(partition => partition[i])]);
            if (await results.PublishAsync(result, stop))
                Interlocked.Increment(ref published);
            await DropOldListsAsync(planned.JourneyId, stop);
        });

        await ends.FinishAsync(
            run.Id, published > 0 ? RecalculationStatus.Succeeded : RecalculationStatus.Superseded, null, cancellation, plan.Pins.Count);
    }

    private async Task<IReadOnlyList<IReadOnlyList<PartitionCounts>>> ReadCountsAsync(RecalculationPlan plan, CancellationToken cancellation) =>
        await Task.WhenAll(plan.Pins.Select(async pin =>
        {
            var bytes = await plans.ReadCountsAsync(plan.RecalculationId, pin.Partition, cancellation)
                ?? throw new InvalidOperationException($"Partition {pin.Partition} of recalculation {plan.RecalculationId} has no counts.");
            return PartitionCounts.Decode($"counts of partition {pin.Partition}", bytes);
        }));

    private JourneyResult Add(RecalculationPlan plan, RecalculationRun run, PlannedJourney planned, IReadOnlyList<PartitionCounts> partitions)
    {
        var now = time.GetUtcNow();
        return new JourneyResult(
            // Ids of runs ascend with time, and a run has one result a journey.
            plan.RecalculationId,
            planned.JourneyId,
            planned.Version,
            plan.RecalculationId,
            plan.DataAsOf,
            now,
            (long)(now - (run.StartedAt ?? now)).TotalMilliseconds,
            partitions.Sum(partition => partition.Contacts),
            partitions.Sum(partition => partition.ActivitiesRead),
            partitions.Sum(partition => partition.InexactContacts),
            partitions.Count,
            StageResults.Of(planned.Definition, partitions));
    }

    private async Task DropOldListsAsync(string journeyId, CancellationToken cancellation)
    {
        var recent = (await results.ListAsync(journeyId, ResultsWithLists, null, cancellation)).Items.ToList();
        // Where the clocks of hosts differ, the current one need not be among those of the latest ids.
        if (await results.FindCurrentAsync(journeyId, cancellation) is { } current)
            recent.Add(current);
        await states.DeleteAllButAsync(journeyId, [.. recent.Select(result => result.RecalculationId).Distinct()], ListGrace, cancellation);
    }
}
