using System.Threading.Channels;
using LocalSdk.Durable.Storage;
using Microsoft.Extensions.Logging;

namespace LocalSdk.Durable.Running;

/// <summary>Runs durable activities, first come, first served, so many at once.</summary>
internal sealed class ActivityDispatcher(
    IReadOnlyDictionary<string, Func<string?, DurableActivityInvocation, Task<object?>>> activities, int concurrency, ILogger logger) : IDisposable
{
    private readonly Channel<ActivityCall> _calls = Channel.CreateUnbounded<ActivityCall>();
    private readonly CancellationTokenSource _stopping = new();
    private Task[] _loops = [];
    private int _running;

    /// <summary>Queues a call.</summary>
    public void Enqueue(ActivityCall call) => _calls.Writer.TryWrite(call);

    public void Start() => _loops = [.. Enumerable.Range(0, concurrency).Select(_ => Task.Run(RunAsync))];

    /// <summary>Starts no more calls and waits for those that run, up to the grace period.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        await _stopping.CancelAsync();
        _calls.Writer.TryComplete();
        Task all = Task.WhenAll(_loops);
        if (await Task.WhenAny(all, Task.Delay(grace)) != all)
        {
            Log.ActivitiesLeft(logger, Volatile.Read(ref _running));
        }
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync()
    {
        await foreach (ActivityCall call in _calls.Reader.ReadAllAsync())
        {
            if (!_stopping.IsCancellationRequested && call.IsWanted())
            {
                Interlocked.Increment(ref _running);
                HistoryEvent? ended = await CallAsync(call);
                Interlocked.Decrement(ref _running);
                if (ended is not null)
                {
                    call.Ended(ended);
                }
            }
        }
    }

    /// <summary>The end of the call as history; <c>null</c> when the stop of the engine cut it short.</summary>
    private async Task<HistoryEvent?> CallAsync(ActivityCall call)
    {
        string name = call.Action.Name!;
        try
        {
            if (!activities.TryGetValue(name, out Func<string?, DurableActivityInvocation, Task<object?>>? activity))
            {
                throw new InvalidOperationException($"The durable activity '{name}' does not exist.");
            }

            object? result = await activity(call.Action.Data, new(name, call.InstanceId, call.Action.Id, _stopping.Token));
            return new(HistoryKind.ActivityCompleted, call.Action.Id) { Data = LocalDataConverter.Instance.Serialize(result) };
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e)
        {
            // Any exception of the app's code is the outcome of the activity: the orchestrator decides on it.
            Log.ActivityFailed(logger, name, call.Action.Id, call.InstanceId, e);
            return new(HistoryKind.ActivityFailed, call.Action.Id) { Data = e.Message };
        }
    }
}
