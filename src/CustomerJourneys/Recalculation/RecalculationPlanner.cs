using CustomerJourneys.Activities;
using CustomerJourneys.Journeys;

namespace CustomerJourneys.Recalculation;

/// <summary>The first step of a run: takes over its journeys, folds what is new, and pins what is then stored.</summary>
public sealed class RecalculationPlanner(
    IJourneyStore journeys, IRecalculationStore runs, IRecalculationPlanStore plans, IActivityStore activities, RecalculationRequests requests, TimeProvider time)
{
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

        var planned = new List<PlannedJourney>();
        foreach (var journeyId in run.JourneyIds)
        {
            if (await journeys.FindAsync(journeyId, cancellation) is { } journey && await BelongsAsync(journey, recalculationId, cancellation))
                planned.Add(new PlannedJourney(journey.Id, journey.Version, journey.Definition));
        }

        if (planned.Count == 0)
        {
            await requests.FinishAsync(recalculationId, RecalculationStatus.Superseded, null, cancellation);
            return 0;
        }

        var pins = await activities.FoldAsync(cancellation);
        var plan = await plans.AddAsync(new RecalculationPlan(recalculationId, run.DataAsOf!.Value, planned, pins), cancellation);
        return plan.Pins.Count;
    }

    // A journey that names another run belongs to that one, unless that one only waits for this: it was requested in the moment since this
    // run stopped taking requests, and is to follow it, not to replace it.
    private async Task<bool> BelongsAsync(StoredJourney journey, string recalculationId, CancellationToken cancellation) =>
        journey.RecalculationId == recalculationId
        || await runs.FindAsync(journey.RecalculationId, cancellation) is { } named && named.After == recalculationId;
}
