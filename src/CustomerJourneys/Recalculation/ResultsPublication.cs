using CustomerJourneys.Activities.Rewriting;
using CustomerJourneys.Journeys;
using CustomerJourneys.Recalculation.Reuse;
using CustomerJourneys.Results;

namespace CustomerJourneys.Recalculation;

/// <summary>The last step of a run: adds up what the partitions counted, and swaps each journey's result as a whole.</summary>
public sealed class ResultsPublication(
    IJourneyStore journeys,
    IRecalculationStore runs,
    IRecalculationPlanStore plans,
    PreparedPlans prepared,
    IResultStore results,
    RecalculationEnds ends,
    IContactRewriting rewriting,
    TimeProvider time)
{
    private const int ParallelJourneys = 8;
    // Adding up holds the gaps of a journey in memory.
    private const int ParallelSums = 2;
    private const int ParallelRequests = 16;

    /// <summary>Publishes the results of a run; a repeat changes nothing.</summary>
    /// <exception cref="InvalidOperationException">A partition has no counts: the run is to be repeated.</exception>
    public async Task PublishAsync(string recalculationId, CancellationToken cancellation)
    {
        if (await prepared.FindAsync(recalculationId, cancellation) is not { } plan)
            return;
        var counts = new RunCounts(plans, plan.Plan.Pins.Count);
        if (!await OpenAsync(plan.Plan, counts, cancellation))
        {
            await plans.DeletePlanAsync(recalculationId, cancellation);
            return;
        }

        // From here on a cancellation comes too late: some of the results may be seen already.
        var run = await runs.ChangeAsync(
            recalculationId, run => run.IsFinished || run.IsPublishing ? null : run with { IsPublishing = true }, cancellation);
        if (run is { IsFinished: false })
            await PublishAsync(plan, run, counts, cancellation);
        // Nobody reads the plan of a run that has ended; what it counted stays for the runs that build upon it.
        await plans.DeletePlanAsync(recalculationId, cancellation);
    }

    // Whether the run goes on: one that has ended need not have counts.
    private async Task<bool> OpenAsync(RecalculationPlan plan, RunCounts counts, CancellationToken cancellation)
    {
        var looking = runs.FindAsync(plan.RecalculationId, cancellation);
        var opening = Parallel.ForEachAsync(
            plan.Evaluated ?? [.. Enumerable.Range(0, plan.Pins.Count)],
            Bounded(ParallelRequests, cancellation),
            async (partition, stop) => await counts.OpenAsync(plan.RecalculationId, partition, stop));
        await Task.WhenAll(looking, opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // A run that has published may have been cut short before it had cleaned up.
        if (await looking is null or { IsFinished: true, Status: not RecalculationStatus.Succeeded })
            return false;
        await opening;
        return true;
    }

    private async Task PublishAsync(PreparedPlan plan, RecalculationRun run, RunCounts counts, CancellationToken cancellation)
    {
        var published = 0;
        // Whoever was erased meanwhile is counted by no result any more: the erasure has requested another run.
        if ((await rewriting.ReadHistoryAsync(cancellation)).ErasedSince(plan.Plan.DataAsOf) > 0)
        {
            await ends.FinishAsync(run.Id, RecalculationStatus.Superseded, null, cancellation, plan.Plan.Pins.Count);
            return;
        }

        using var sums = new SemaphoreSlim(ParallelSums);
        // The first failure ends the step, whichever journeys are published by then; a repeat publishes the rest.
        await Parallel.ForAsync(0, plan.Plan.Journeys.Count, Bounded(ParallelJourneys, cancellation), async (i, stop) =>
        {
            var planned = plan.Plan.Journeys[i];
            // A version saved since has a run of its own.
            if (await journeys.FindHeadAsync(planned.JourneyId, stop) is not { } journey || journey.Version != planned.Version)
                return;
            await sums.WaitAsync(stop);
            JourneyResult result;
            try
            {
                result = await AddAsync(plan, run, i, counts, stop);
            }
            finally
            {
                sums.Release();
            }

            if (await results.PublishAsync(result, stop))
                Interlocked.Increment(ref published);
        });

        await ends.FinishAsync(
            run.Id, published > 0 ? RecalculationStatus.Succeeded : RecalculationStatus.Superseded, null, cancellation, plan.Plan.Pins.Count);
    }

    private async Task<JourneyResult> AddAsync(PreparedPlan plan, RecalculationRun run, int journey, RunCounts counts, CancellationToken cancellation)
    {
        var (sources, stages) = await new JourneyFanIn(plan, counts).AddAsync(journey, cancellation);
        var planned = plan.Plan.Journeys[journey];
        var now = time.GetUtcNow();
        return new JourneyResult(
            // Ids of runs ascend with time, and a run has one result a journey.
            run.Id,
            planned.JourneyId,
            planned.Version,
            run.Id,
            plan.Plan.DataAsOf,
            now,
            (long)(now - (run.StartedAt ?? now)).TotalMilliseconds,
            plan.Plan.Pins.Sum(pin => (long)pin.SurvivingContacts),
            sources.Partitions.Sum(partition => partition.ActivitiesRead),
            sources.Partitions.Sum(partition => partition.InexactContacts),
            sources.Partitions.Count,
            stages)
        {
            Sources = sources,
        };
    }

    private static ParallelOptions Bounded(int parallel, CancellationToken cancellation) =>
        new() { MaxDegreeOfParallelism = parallel, CancellationToken = cancellation };
}
