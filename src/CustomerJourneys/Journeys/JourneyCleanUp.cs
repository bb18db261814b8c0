using CustomerJourneys.Recalculation;
using CustomerJourneys.Results;

namespace CustomerJourneys.Journeys;

/// <summary>
/// Removes what a deleted journey leaves: results, stage states, and the runs that were for it alone with their plans. The journey's row is gone
/// before this begins, so no plan takes the journey any more and no publication finds it; but a step that began earlier may still write. So
/// what is there is swept again and again, until no run with the journey is open and none was for longer than any step lasts; then the mark
/// goes, last. Every step may be repeated, and a crash at any moment leaves the mark.
/// </summary>
public sealed class JourneyCleanUp(
    IJourneyStore journeys,
    IRecalculationStore runs,
    IRecalculationPlanStore plans,
    IResultStore results,
    IStageStateStore states,
    RecalculationEnds ends,
    TimeProvider time)
{
    /// <summary>How long nothing must have been under way: longer than a step of a run lasts, or a request.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    /// <summary>The deleted journeys that are not cleaned up yet.</summary>
    public Task<IReadOnlyList<DeletedJourney>> ListAsync(CancellationToken cancellation) => journeys.ListDeletedAsync(cancellation);

    /// <summary>Removes what there is at present.</summary>
    /// <returns>Whether that was all, for good; if not, it is to be called again later.</returns>
    public async Task<bool> SweepAsync(string journeyId, CancellationToken cancellation)
    {
        if (await journeys.FindDeletedAsync(journeyId, cancellation) is not { } deleted)
            return true;
        var isQuiet = !await StopRunsAsync(journeyId, cancellation);
        if (!isQuiet)
            await journeys.ReplaceDeletedAsync(deleted with { QuietSince = time.GetUtcNow() }, cancellation);
        await results.DeleteAsync(journeyId, cancellation);
        // What runs of several journeys found goes with the last result that needs it: it holds no ids.
        var own = await runs.ListEndedOfAsync(journeyId, cancellation);
        foreach (var run in own)
            await states.DeleteAsync(run.Id, cancellation);
        if (!isQuiet || time.GetUtcNow() < deleted.QuietSince + Grace)
            return false;
        // Until now the ended runs could be looked at by those who had asked for them.
        foreach (var run in own)
        {
            await plans.DeleteAsync(run.Id, cancellation);
            await runs.DeleteAsync(run.Id, cancellation);
        }

        await journeys.ForgetDeletedAsync(journeyId, cancellation);
        return true;
    }

    // A run of several journeys goes on for the others; it cannot publish this one.
    private async Task<bool> StopRunsAsync(string journeyId, CancellationToken cancellation)
    {
        var open = (await runs.ListOpenAsync(cancellation)).Where(run => run.JourneyIds.Contains(journeyId)).ToList();
        foreach (var run in open.Where(run => run.IsForOnly(journeyId)))
        {
            // A request may have added other journeys since it was listed: then it goes on for those.
            await ends.StopAsync(run.Id, RecalculationStatus.Superseded, present => present.IsForOnly(journeyId), cancellation);
            // One that has begun to publish needs its plan until it ends, which it does without finding the journey.
            if (await runs.FindAsync(run.Id, cancellation) is { IsFinished: true })
                await plans.DeleteAsync(run.Id, cancellation);
        }

        return open.Count > 0;
    }
}
