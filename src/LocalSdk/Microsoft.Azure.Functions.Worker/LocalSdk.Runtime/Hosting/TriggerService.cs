using LocalSdk.Runtime.Durable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LocalSdk.Runtime.Hosting;

/// <summary>
/// Runs the timers, the queues and the task hub. Registered after the app's own services and before the HTTP server: so those start
/// first and stop last, and no request is answered any more when the triggers stop.
/// </summary>
internal sealed class TriggerService(
    IReadOnlyList<(string Function, ITriggerListener Listener)> listeners, DurableHost durable, TimeSpan grace, ILogger logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan RestartAfter = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abort = new();
    private Task _durableStart = Task.CompletedTask;
    private Task _running = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _durableStart = Task.Run(() => durable.StartAsync(_stopping.Token), CancellationToken.None);
        _running = Task.WhenAll(listeners.Select(item => Task.Run(() => KeepRunningAsync(item.Function, item.Listener), CancellationToken.None)));
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _durableStart.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Task durableStop = durable.StopAsync();
        await Task.WhenAny(_running, Task.Delay(grace, cancellationToken));
        await _abort.CancelAsync();
        await Task.WhenAll(_running, durableStop).WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _abort.Dispose();
    }

    private async Task KeepRunningAsync(string function, ITriggerListener listener)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await listener.RunAsync(_stopping.Token, _abort.Token);
            }
            catch (Exception error)
            {
                FunctionLog.ListenerBroke(logger, function, error);
                await Task.Delay(RestartAfter, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
