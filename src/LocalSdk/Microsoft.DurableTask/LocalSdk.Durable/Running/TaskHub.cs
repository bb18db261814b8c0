using System.Collections.Concurrent;
using System.Diagnostics;
using Azure;
using Azure.Data.Tables;
using LocalSdk.Durable.Storage;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace LocalSdk.Durable.Running;

/// <summary>The hub as this process sees it: its tables, whether this process drives it, and the instances that it drives.</summary>
internal sealed class TaskHub : IDisposable
{
    /// <summary>How often the owner looks through all instances, for news whose signal was lost.</summary>
    private static readonly TimeSpan ScanInterval = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, InstanceRunner> _runners = new();
    private readonly TableClient[] _tables;
    private readonly DurableEngineOptions _options;
    private readonly HubSignals _signals;
    private readonly HubLease _lease;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _creating = new(1);
    private Task _loop = Task.CompletedTask;
    private volatile bool _created;

    public TaskHub(
        TableServiceClient tables,
        DurableEngineOptions options,
        IReadOnlyDictionary<string, Func<TaskOrchestrationContext, Task<object?>>> orchestrators,
        IReadOnlyDictionary<string, Func<string?, DurableActivityInvocation, Task<object?>>> activities,
        ILoggerFactory loggers,
        TimeProvider time)
    {
        _options = options;
        _tables = [tables.GetTableClient($"{options.HubName}LocalInstances"), tables.GetTableClient($"{options.HubName}LocalHub")];
        Store = new(_tables[0], time);
        _signals = new(_tables[1]);
        _lease = new(_tables[1], options.LeaseDuration);
        Orchestrators = orchestrators;
        Loggers = loggers;
        Logger = loggers.CreateLogger("LocalSdk.Durable");
        Time = time;
        Activities = new(activities, options.MaxConcurrentActivities, Logger);
        Timers = new(time);
        Turns = new(options.MaxConcurrentOrchestrators);
    }

    public InstanceStore Store { get; }

    public ActivityDispatcher Activities { get; }

    public DurableTimers Timers { get; }

    /// <summary>Bounds the turns that run at once.</summary>
    public SemaphoreSlim Turns { get; }

    public ChangeSignal Changes { get; } = new();

    public IReadOnlyDictionary<string, Func<TaskOrchestrationContext, Task<object?>>> Orchestrators { get; }

    public ILoggerFactory Loggers { get; }

    public ILogger Logger { get; }

    public TimeProvider Time { get; }

    /// <summary>Whether this process drives the hub.</summary>
    public bool IsOwner => _lease.IsHeld;

    public void Start()
    {
        Activities.Start();
        _loop = Task.Run(RunAsync);
    }

    public async Task StopAsync()
    {
        await Activities.StopAsync(_options.StopGrace);
        await Task.WhenAll(_runners.Values.Select(runner => runner.StopAsync()));
        await _stopping.CancelAsync();
        await _loop;
        Timers.Dispose();
        try
        {
            await _lease.ReleaseAsync();
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            // The storage has gone first; the lease runs out by itself.
            Log.HubUnreachable(Logger, _options.HubName, e);
        }
    }

    /// <summary>Creates the tables once.</summary>
    public async Task EnsureTablesAsync(CancellationToken cancellation)
    {
        if (_created)
        {
            return;
        }

        await _creating.WaitAsync(cancellation);
        try
        {
            foreach (TableClient table in _created ? [] : _tables)
            {
                await table.CreateIfNotExistsAsync(cancellation);
            }

            _created = true;
        }
        finally
        {
            _creating.Release();
        }
    }

    /// <summary>
    /// Tells whoever drives the hub that an instance has news. Call it after the news is stored: if this process still holds the
    /// lease then, nobody else can have looked before it.
    /// </summary>
    public async Task NotifyAsync(string instanceId, CancellationToken cancellation = default)
    {
        Changes.Changed(instanceId);
        if (IsOwner)
        {
            Refresh(instanceId);
        }
        else
        {
            await _signals.SendAsync(instanceId, cancellation);
        }
    }

    /// <summary>Stores a new instance, in the place of a finished one if there is any, and starts it; false when another was quicker.</summary>
    public async Task<bool> TryCreateAsync(InstanceRow row, InstanceRow? replaced, CancellationToken cancellation = default)
    {
        if (!await Store.TryCreateAsync(row, replaced, cancellation))
        {
            return false;
        }

        await NotifyAsync(row.Id, cancellation);
        if (replaced is not null)
        {
            try
            {
                await Store.DeleteRunAsync(replaced, cancellation);
            }
            catch (RequestFailedException e)
            {
                // The new run stands; rows of the old one are void and only take room.
                Log.HubUnreachable(Logger, _options.HubName, e);
            }
        }

        return true;
    }

    /// <summary>Hands an end of a task to the orchestration that waits for it, if it is awake; else it asks when it wakes.</summary>
    public void Deliver(string instanceId, string execution, HistoryEvent ended)
    {
        if (_runners.TryGetValue(instanceId, out InstanceRunner? runner))
        {
            runner.Deliver(execution, ended);
        }
    }

    /// <summary>Forgets an instance that is finished.</summary>
    public void Remove(InstanceRunner runner) => _runners.TryRemove(KeyValuePair.Create(runner.InstanceId, runner));

    public void Dispose()
    {
        Activities.Dispose();
        Timers.Dispose();
        Turns.Dispose();
        _stopping.Dispose();
        _creating.Dispose();
    }

    private void Refresh(string instanceId)
    {
        // A runner retires before it leaves the dictionary: the next look finds it gone.
        while (!_runners.GetOrAdd(instanceId, id => new(this, id)).Refresh())
        {
            Thread.Yield();
        }
    }

    private async Task RunAsync()
    {
        var sinceRenewal = Stopwatch.StartNew();
        var sinceScan = Stopwatch.StartNew();
        bool driving = false;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                if (!driving)
                {
                    await EnsureTablesAsync(_stopping.Token);
                    if (driving = await _lease.TryTakeAsync())
                    {
                        sinceRenewal.Restart();
                        sinceScan.Restart();
                        Log.HubTaken(Logger, _options.HubName, await ScanAsync());
                    }
                }
                else if (!IsOwner || (sinceRenewal.Elapsed >= _options.LeaseDuration / 3 && !await _lease.TryRenewAsync()))
                {
                    driving = false;
                    Log.HubLost(Logger, _options.HubName);
                    foreach (InstanceRunner runner in _runners.Values)
                    {
                        // Without the lease it retires.
                        runner.Refresh();
                    }
                }
                else
                {
                    if (sinceRenewal.Elapsed >= _options.LeaseDuration / 3)
                    {
                        sinceRenewal.Restart();
                    }

                    await _signals.TakeAsync(Refresh);
                    if (sinceScan.Elapsed >= ScanInterval)
                    {
                        sinceScan.Restart();
                        await ScanAsync();
                    }
                }
            }
            catch (Exception e) when (!_stopping.IsCancellationRequested)
            {
                // Storage may be away for a while: the lease says whether this process may still drive the hub afterwards.
                Log.HubUnreachable(Logger, _options.HubName, e);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.WhenAny(Task.Delay(_options.PollInterval, _stopping.Token));
        }
    }

    private async Task<int> ScanAsync()
    {
        int count = 0;
        await foreach (InstanceRow row in Store.ListAsync())
        {
            if (!row.IsFinished)
            {
                Refresh(row.Id);
                count++;
            }
        }

        return count;
    }
}
