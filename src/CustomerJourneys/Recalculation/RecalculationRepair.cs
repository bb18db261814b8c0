using CustomerJourneys.Journeys;

namespace CustomerJourneys.Recalculation;

/// <summary>
/// Finds and starts whatever a crash left behind: journeys that name a run without a row, and open rows without an orchestration. One call
/// lists the journeys and the open runs; a run that was seen with its row is not looked up again while a journey names it, since such rows are kept.
/// </summary>
public sealed class RecalculationRepair(IJourneyStore journeys, IRecalculationStore runs, RecalculationRequests requests)
{
    private HashSet<string> _recorded = [];

    /// <summary>Starts what was left behind. Not for several calls at once.</summary>
    /// <returns>How many were started.</returns>
    public async Task<int> ResumeAsync(IRecalculationStarter starter, CancellationToken cancellation)
    {
        var recorded = new HashSet<string>(StringComparer.Ordinal);
        foreach (var journey in await journeys.ListHeadsAsync(cancellation))
        {
            if (!_recorded.Contains(journey.RecalculationId) && await runs.FindAsync(journey.RecalculationId, cancellation) is null)
                await requests.AddSavedAsync(journey.Id, journey.RecalculationId, cancellation);
            recorded.Add(journey.RecalculationId);
        }

        _recorded = recorded;
        var started = 0;
        var open = await runs.ListOpenAsync(cancellation);
        foreach (var run in open.Where(run => RecalculationEnds.IsFree(run, open)))
        {
            if (await starter.IsUnderWayAsync(run.Id, cancellation))
                continue;
            await starter.StartAsync(run.Id, cancellation);
            started++;
        }

        return started;
    }
}
