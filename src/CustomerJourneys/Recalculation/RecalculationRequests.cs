using CustomerJourneys.Journeys;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Recalculation;

/// <summary>
/// Requests recalculations, joins those that may be joined, and finds those that a crash left behind. The journey's row names the run
/// requested last; the run's row says how far it is; the orchestration does the work. Each of the three may be missing after a crash,
/// and <see cref="ResumeAsync"/> makes it anew from the one before.
/// </summary>
public sealed class RecalculationRequests(
    IJourneyStore journeys, IRecalculationStore runs, IRecalculationQueue hints, IdSource ids, TimeProvider time)
{
    /// <summary>Starts the run that a saved journey names. It takes the journey away from any run that has not published it yet.</summary>
    public async Task<RecalculationRun> StartSavedAsync(StoredJourney journey, IRecalculationStarter starter, CancellationToken cancellation)
    {
        var run = NewRun(journey.RecalculationId, [journey.Id], RecalculationReason.Saved);
        await runs.TryAddAsync(run, cancellation);
        await starter.StartAsync(run.Id, cancellation);
        return run;
    }

    /// <summary>Has the run that a saved journey names started by whoever takes the hint: for callers that cannot start one themselves.</summary>
    public async Task HintSavedAsync(StoredJourney journey, CancellationToken cancellation)
    {
        await runs.TryAddAsync(NewRun(journey.RecalculationId, [journey.Id], RecalculationReason.Saved), cancellation);
        await hints.HintAsync(journey.RecalculationId, cancellation);
    }

    /// <summary>
    /// Requests a recalculation of one journey. It joins the run requested last if that has not pinned its data; if that has, exactly one
    /// run follows it.
    /// </summary>
    /// <exception cref="ProblemException"><c>journey_not_found</c>.</exception>
    public async Task<RecalculationRun> RequestAsync(string journeyId, IRecalculationStarter starter, CancellationToken cancellation)
    {
        while (true)
        {
            var journey = await journeys.FindAsync(journeyId, cancellation) ?? throw JourneyProblems.NotFound();
            var latest = await runs.FindInForceAsync(journey.RecalculationId, cancellation);
            if (latest is null)
                return await StartSavedAsync(journey, starter, cancellation);
            if (latest.Status == RecalculationStatus.Pending)
            {
                await StartIfFreeAsync(latest, starter, cancellation);
                return latest;
            }

            var run = NewRun(ids.NewId(), [journeyId], RecalculationReason.Requested) with { After = latest.Id };
            // The row comes first: a run that a journey names must be known to wait for the one before it.
            await runs.TryAddAsync(run, cancellation);
            // Somebody else may have requested in between: then join theirs.
            if (!await journeys.RequestRecalculationAsync(journeyId, journey.RecalculationId, run.Id, cancellation))
            {
                await FinishAsync(run.Id, RecalculationStatus.Superseded, null, cancellation);
                continue;
            }

            // The timer may have started the row before the journey named it, and found nothing to do: then request again.
            if (await runs.FindAsync(run.Id, cancellation) is { IsFinished: true })
                continue;
            await StartIfFreeAsync(run, starter, cancellation);
            return run;
        }
    }

    /// <summary>Requests one run for many journeys: all of them share one scan. Journeys that are gone are left out.</summary>
    /// <returns>The run, or <see langword="null"/> when no journey is left.</returns>
    public async Task<RecalculationRun?> RequestManyAsync(
        IReadOnlyCollection<string> journeyIds, RecalculationReason reason, IRecalculationStarter starter, CancellationToken cancellation)
    {
        var run = NewRun(ids.NewId(), [.. journeyIds.Distinct()], reason);
        // The row comes first: a journey must never name a run that no timer could find together with the others.
        await runs.TryAddAsync(run, cancellation);
        var claimed = 0;
        foreach (var journeyId in run.JourneyIds)
        {
            while (await journeys.FindAsync(journeyId, cancellation) is { } journey)
            {
                if (journey.RecalculationId != run.Id
                    && !await journeys.RequestRecalculationAsync(journeyId, journey.RecalculationId, run.Id, cancellation))
                    continue;
                claimed++;
                break;
            }
        }

        if (claimed == 0)
        {
            await FinishAsync(run.Id, RecalculationStatus.Superseded, null, cancellation);
            return null;
        }

        await starter.StartAsync(run.Id, cancellation);
        return run;
    }

    /// <summary>The run.</summary>
    /// <exception cref="ProblemException"><c>recalculation_not_found</c>.</exception>
    public async Task<RecalculationRun> FindAsync(string recalculationId, CancellationToken cancellation) =>
        await runs.FindAsync(recalculationId, cancellation)
        ?? throw ProblemException.NotFound("recalculation_not_found", "There is no recalculation of this id.");

    /// <summary>Stops a run. Its journeys keep the results they had. One that has ended stays as it is.</summary>
    /// <exception cref="ProblemException"><c>recalculation_not_found</c>.</exception>
    public async Task<RecalculationRun> CancelAsync(string recalculationId, CancellationToken cancellation)
    {
        await FindAsync(recalculationId, cancellation);
        await FinishAsync(recalculationId, RecalculationStatus.Cancelled, null, cancellation);
        return await FindAsync(recalculationId, cancellation);
    }

    /// <summary>Notes how a run ended, unless it has ended already, and hints at the runs that waited for it.</summary>
    /// <param name="recalculationId">The run.</param>
    /// <param name="status">How it ended.</param>
    /// <param name="error">Why it failed; cut to 1,024 characters.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task FinishAsync(string recalculationId, RecalculationStatus status, string? error, CancellationToken cancellation)
    {
        await runs.ChangeAsync(
            recalculationId,
            run => run.IsFinished ? null : run with { Status = status, FinishedAt = time.GetUtcNow(), Error = error?.Length > 1024 ? error[..1024] : error },
            cancellation);
        foreach (var waiting in (await runs.ListOpenAsync(cancellation)).Where(run => run.After == recalculationId))
            await hints.HintAsync(waiting.Id, cancellation);
    }

    /// <summary>Starts a run that waits, if what it waits for has ended.</summary>
    public async Task StartWaitingAsync(string recalculationId, IRecalculationStarter starter, CancellationToken cancellation)
    {
        if (await runs.FindAsync(recalculationId, cancellation) is { Status: RecalculationStatus.Pending } run)
            await StartIfFreeAsync(run, starter, cancellation);
    }

    /// <summary>Starts whatever a crash left behind: requested runs without a row, and open rows without an orchestration.</summary>
    /// <returns>How many were started.</returns>
    public async Task<int> ResumeAsync(IRecalculationStarter starter, CancellationToken cancellation)
    {
        var started = 0;
        string? continuation = null;
        do
        {
            var page = await journeys.ListAsync(null, 1000, continuation, cancellation);
            foreach (var journey in page.Items)
            {
                if (await runs.FindAsync(journey.RecalculationId, cancellation) is null)
                {
                    await StartSavedAsync(journey, starter, cancellation);
                    started++;
                }
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);

        foreach (var run in await runs.ListOpenAsync(cancellation))
        {
            if (await starter.IsUnderWayAsync(run.Id, cancellation))
                continue;
            if (await StartIfFreeAsync(run, starter, cancellation))
                started++;
        }

        return started;
    }

    private async Task<bool> StartIfFreeAsync(RecalculationRun run, IRecalculationStarter starter, CancellationToken cancellation)
    {
        if (run.After is { } before && await runs.FindAsync(before, cancellation) is { IsFinished: false })
            return false;
        await starter.StartAsync(run.Id, cancellation);
        return true;
    }

    private RecalculationRun NewRun(string id, IReadOnlyList<string> journeyIds, RecalculationReason reason) =>
        new(id, journeyIds, reason, RecalculationStatus.Pending, time.GetUtcNow());
}
