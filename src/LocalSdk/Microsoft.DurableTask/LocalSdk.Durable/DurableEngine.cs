using Azure.Data.Tables;
using LocalSdk.Durable.Client;
using LocalSdk.Durable.Running;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace LocalSdk.Durable;

/// <summary>
/// Runs orchestrations in this process. Their history is kept in Table storage: a process that is killed at any moment and started
/// again goes on where it was. Of several processes over one hub one drives it (see <c>HubLease</c>); all may use their
/// <see cref="Client"/>.
/// </summary>
public sealed class DurableEngine : IAsyncDisposable
{
    private readonly Dictionary<string, Func<TaskOrchestrationContext, Task<object?>>> _orchestrators = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Func<string?, DurableActivityInvocation, Task<object?>>> _activities = new(StringComparer.OrdinalIgnoreCase);
    private readonly TaskHub _hub;
    private bool _started;
    private bool _stopped;

    /// <summary>An engine over the tables of a hub; nothing runs before <see cref="StartAsync"/>.</summary>
    /// <param name="tables">The storage that holds the history.</param>
    /// <param name="options">The hub's name and limits.</param>
    /// <param name="loggers">Where it reports.</param>
    /// <param name="time">The time that orchestrators see and durable timers follow. Leases follow the machine's own clock.</param>
    public DurableEngine(TableServiceClient tables, DurableEngineOptions options, ILoggerFactory loggers, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        _hub = new(tables, options, _orchestrators, _activities, loggers, time);
        Client = new LocalDurableTaskClient(_hub, options.HubName);
    }

    /// <summary>How inputs and outputs travel as JSON: the function bindings must read and write the same.</summary>
    public static DataConverter DataConverter => LocalDataConverter.Instance;

    /// <summary>Starts, reads, signals and ends orchestrations; usable whether or not this engine is started.</summary>
    public DurableTaskClient Client { get; }

    /// <summary>Registers an orchestrator before the start. Its result becomes the instance's output.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void AddOrchestrator(string name, Func<TaskOrchestrationContext, Task<object?>> orchestrator) =>
        _orchestrators.Add(name, orchestrator);

    /// <summary>Registers a durable activity before the start. It gets its input as JSON, <c>null</c> for none.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void AddActivity(string name, Func<string?, DurableActivityInvocation, Task<object?>> activity) =>
        _activities.Add(name, activity);

    /// <summary>Creates the tables and starts to drive the hub, or to wait for it to become free.</summary>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        if (_started)
        {
            throw new InvalidOperationException("The engine has been started already.");
        }

        _started = true;
        await _hub.EnsureTablesAsync(cancellation);
        _hub.Start();
    }

    /// <summary>
    /// Lets running durable activities end within the grace period, stores what ended, and gives the hub up. What did not end runs
    /// again at the next start. An engine is not started twice.
    /// </summary>
    public async Task StopAsync()
    {
        if (_started && !_stopped)
        {
            _stopped = true;
            await _hub.StopAsync();
        }
    }

    /// <summary>Stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _hub.Dispose();
    }
}
