namespace CustomerJourneys.Recalculation;

/// <summary>Ends runs, and starts those that waited for them.</summary>
public sealed class RecalculationEnds(IRecalculationStore runs, IRecalculationQueue hints, TimeProvider time)
{
    /// <summary>The most characters of a run's error.</summary>
    public const int MaxError = 1024;

    /// <summary>Notes how a run ended, unless it has ended already, and hints at the runs that waited for it.</summary>
    /// <param name="recalculationId">The run.</param>
    /// <param name="status">How it ended.</param>
    /// <param name="error">Why it failed; cut to <see cref="MaxError"/> characters.</param>
    /// <param name="cancellation">Stops.</param>
    /// <param name="partitions">How many partitions it evaluated, if it published.</param>
    public Task FinishAsync(
        string recalculationId, RecalculationStatus status, string? error, CancellationToken cancellation, int? partitions = null) =>
        EndAsync(
            recalculationId,
            run => run.IsFinished
                ? null
                : run with { Status = status, FinishedAt = time.GetUtcNow(), Error = error?.Length > MaxError ? error[..MaxError] : error, Partitions = partitions },
            cancellation);

    /// <summary>Ends a run from outside, unless it has ended or has begun to publish.</summary>
    /// <param name="recalculationId">The run.</param>
    /// <param name="status">How it ended.</param>
    /// <param name="cancellation">Stops.</param>
    public Task StopAsync(string recalculationId, RecalculationStatus status, CancellationToken cancellation) =>
        StopAsync(recalculationId, status, _ => true, cancellation);

    /// <summary>Ends a run from outside if it still is one to be stopped, unless it has ended or has begun to publish.</summary>
    /// <param name="recalculationId">The run.</param>
    /// <param name="status">How it ended.</param>
    /// <param name="isStopped">Whether it is to be stopped, told from its row in the very write that ends it: requests join runs at any time.</param>
    /// <param name="cancellation">Stops.</param>
    public Task StopAsync(
        string recalculationId, RecalculationStatus status, Func<RecalculationRun, bool> isStopped, CancellationToken cancellation) =>
        EndAsync(
            recalculationId,
            run => run.IsFinished || run.IsPublishing || !isStopped(run) ? null : run with { Status = status, FinishedAt = time.GetUtcNow() },
            cancellation);

    /// <summary>Starts a run that waits, if all that it waits for has ended.</summary>
    public async Task StartWaitingAsync(string recalculationId, IRecalculationStarter starter, CancellationToken cancellation)
    {
        if (await runs.FindAsync(recalculationId, cancellation) is { Status: RecalculationStatus.Pending } run)
            await StartIfFreeAsync(run, starter, cancellation);
    }

    /// <summary>Starts a run if all that it waits for has ended.</summary>
    /// <returns>Whether it was started.</returns>
    internal async Task<bool> StartIfFreeAsync(RecalculationRun run, IRecalculationStarter starter, CancellationToken cancellation)
    {
        if (run.Before is not null && !IsFree(run, await runs.ListOpenAsync(cancellation)))
            return false;
        await starter.StartAsync(run.Id, cancellation);
        return true;
    }

    /// <summary>Whether all that a run waits for has ended.</summary>
    internal static bool IsFree(RecalculationRun run, IReadOnlyList<RecalculationRun> open) =>
        run.Before is null || !run.Before.Values.Intersect(open.Select(other => other.Id)).Any();

    private async Task EndAsync(string recalculationId, Func<RecalculationRun, RecalculationRun?> change, CancellationToken cancellation)
    {
        if (await runs.ChangeAsync(recalculationId, change, cancellation) is not { IsFinished: true })
            return;
        foreach (var waiting in (await runs.ListOpenAsync(cancellation)).Where(run => run.Before?.Values.Contains(recalculationId) == true))
            await hints.HintAsync(waiting.Id, cancellation);
    }
}
