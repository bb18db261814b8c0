using CustomerJourneys.Activities;
using CustomerJourneys.Journeys;

namespace CustomerJourneys.Recalculation;

/// <summary>The first step of a run: takes over its journeys, folds what is new, and pins what is then stored.</summary>
public sealed class RecalculationPlanner(
    IJourneyStore journeys, IRecalculationStore runs, IRecalculationPlanStore plans, IActivityStore activities, RecalculationEnds ends, TimeProvider time)
{
    private const int ParallelRequests = 8;

    /// <summary>Plans a run; a repeat gives the same plan.</summary>
    /// <returns>How many partitions are to be evaluated: 0 when the run has ended, or no journey is left to it.</returns>
    public async Task<int> PlanAsync(string recalculationId, CancellationToken cancellation)
    {
        // The time is written before anything is pinned: whoever finds the run without one may still join it.
        var run = await runs.ChangeAsync(
            recalculationId,
            run => run.IsFinished || run.DataAsOf is not null
                ? null
                : run with { Status = RecalculationStatus.Running, StartedAt = time.GetUtcNow(), DataAsOf = time.GetUtcNow() },
            cancellation);
        if (run is null or { IsFinished: true })
            return 0;
        if (await plans.FindAsync(recalculationId, cancellation) is { } known)
            return known.Pins.Count;

        // In the order of the run, whichever is read first: a repeat gives the same plan.
        var found = new PlannedJourney?[run.JourneyIds.Count];
        var bounded = new ParallelOptions { MaxDegreeOfParallelism = ParallelRequests, CancellationToken = cancellation };
        await Parallel.ForAsync(0, found.Length, bounded, async (i, stop) =>
        {
            if (await journeys.FindAsync(run.JourneyIds[i], stop) is { } journey
                && await runs.IsHeldAsync(recalculationId, journey.Id, journey.RecalculationId, stop))
                found[i] = new PlannedJourney(journey.Id, journey.Version, journey.Definition);
        });
        var planned = found.OfType<PlannedJourney>().ToList();
        if (planned.Count == 0)
        {
            await ends.FinishAsync(recalculationId, RecalculationStatus.Superseded, null, cancellation);
            return 0;
        }

        var pins = await activities.FoldAsync(cancellation);
        var plan = await plans.AddAsync(new RecalculationPlan(recalculationId, run.DataAsOf!.Value, planned, pins), cancellation);
        return plan.Pins.Count;
    }
}
