namespace CustomerJourneys.Recalculation;

/// <summary>
/// Looks after a run while a long step of it works, and cancels the step soon after the run has ended: a durable activity that runs cannot be
/// stopped from outside. Only a run that was seen to have ended stops the step: a look that fails is no reason to throw its work away.
/// </summary>
internal sealed class RunWatch : IAsyncDisposable
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _ended;
    private readonly CancellationTokenSource _disposed;
    private readonly Task _watching;

    private RunWatch(IRecalculationStore runs, string recalculationId, TimeProvider time, CancellationToken cancellation)
    {
        _ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _disposed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        FirstLook = IsEndedAsync(runs, recalculationId);
        _watching = WatchAsync(runs, recalculationId, time);
    }

    /// <summary>Cancelled once the run has ended, or the step is cancelled itself.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Whether the run was seen to have ended.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether the run had ended already when watching began. A look that fails then fails the step.</summary>
    public Task<bool> FirstLook { get; }

    /// <summary>Begins to watch, and to look.</summary>
    public static RunWatch Begin(IRecalculationStore runs, string recalculationId, TimeProvider time, CancellationToken cancellation) =>
        new(runs, recalculationId, time, cancellation);

    /// <summary>Stops watching.</summary>
    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync();
        // Whoever needed to know has waited for it.
        await ((Task)FirstLook).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await _watching;
        }
        catch (OperationCanceledException) when (_disposed.IsCancellationRequested)
        {
            // That is how it stops.
        }

        _disposed.Dispose();
        _ended.Dispose();
    }

    private async Task WatchAsync(IRecalculationStore runs, string recalculationId, TimeProvider time)
    {
        await ((Task)FirstLook).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        HasEnded = FirstLook.IsCompletedSuccessfully && await FirstLook;
        while (!HasEnded)
        {
            await Task.Delay(Interval, time, _disposed.Token);
            HasEnded = await LookAsync(runs, recalculationId);
        }

        await _ended.CancelAsync();
    }

    private async Task<bool> LookAsync(IRecalculationStore runs, string recalculationId)
    {
        try
        {
            return await IsEndedAsync(runs, recalculationId);
        }
        catch (Exception) when (!_disposed.IsCancellationRequested)
        {
            // It looks again in a second. What is wrong for longer fails where it matters: in the step itself, or when the run publishes.
            return false;
        }
    }

    private async Task<bool> IsEndedAsync(IRecalculationStore runs, string recalculationId) =>
        await runs.FindAsync(recalculationId, _disposed.Token) is null or { IsFinished: true };
}
