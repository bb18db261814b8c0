using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LocalSdk.Durable.Storage;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace LocalSdk.Durable.Execution;

/// <summary>What an orchestrator sees: each call becomes an action, or waits for an event of the history.</summary>
internal sealed class LocalOrchestrationContext(
    InstanceRow instance, string? input, OrchestratorPump pump, ILoggerFactory loggers) : TaskOrchestrationContext
{
    /// <summary>The real one's limit, over UTF-16 text.</summary>
    public const int MaxCustomStatusBytes = 16 * 1024;

    private readonly Dictionary<int, Action<HistoryEvent>> _pending = [];
    private readonly List<HistoryEvent> _actions = [];
    private int _nextTask;
    private int _nextGuid;

    public override TaskName Name => instance.Name;

    public override string InstanceId => instance.Id;

    public override ParentOrchestrationInstance? Parent =>
        instance.Parent is { } parent ? new(parent.Name, parent.InstanceId) : null;

    public override DateTime CurrentUtcDateTime => Now;

    public override bool IsReplaying => Replaying;

    /// <summary>External events raised and awaited.</summary>
    public ExternalEvents Events { get; } = new();

    /// <summary>The custom status as JSON.</summary>
    public string? CustomStatus { get; private set; }

    /// <summary>Set when the code asked to start over.</summary>
    public ContinuedAsNew? Continued { get; private set; }

    /// <summary>The time of the turn.</summary>
    public DateTime Now { get; set; }

    /// <summary>Whether the turn is one of the past.</summary>
    public bool Replaying { get; set; }

    /// <summary>Tasks that have not ended.</summary>
    public IReadOnlyCollection<int> Pending => _pending.Keys;

    protected override ILoggerFactory LoggerFactory => loggers;

    /// <summary>The actions since the last call.</summary>
    public IReadOnlyList<HistoryEvent> TakeActions()
    {
        HistoryEvent[] taken = [.. _actions];
        _actions.Clear();
        return taken;
    }

    /// <summary>Ends the task that the event is about; of two ends the first counts.</summary>
    public void Arrive(HistoryEvent arrived)
    {
        if (arrived.Kind == HistoryKind.EventRaised)
        {
            Events.Raise(arrived);
        }
        else if (_pending.Remove(arrived.Id, out Action<HistoryEvent>? end))
        {
            end(arrived);
        }
    }

    public override T GetInput<T>() => LocalDataConverter.Instance.Deserialize<T>(input)!;

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        RefuseVersion(options);
        string? json = LocalDataConverter.Instance.Serialize(input);
        return Retries.RunAsync(this, options?.Retry, () =>
            Ask<TResult>(new(HistoryKind.ActivityScheduled) { Name = NameOf(name), Data = json }));
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        RefuseVersion(options);
        string? json = LocalDataConverter.Instance.Serialize(input);
        string? id = (options as SubOrchestrationOptions)?.InstanceId;
        return Retries.RunAsync(this, options?.Retry, () => Ask<TResult>(
            new(HistoryKind.SubOrchestrationScheduled) { Name = NameOf(orchestratorName), Data = json, InstanceId = id }));
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        DateTime utc = fireAt.Kind == DateTimeKind.Local ? fireAt.ToUniversalTime() : DateTime.SpecifyKind(fireAt, DateTimeKind.Utc);
        return Ask<object>(new(HistoryKind.TimerCreated) { Time = utc }, cancellationToken);
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        RequirePump();
        var awaited = new TaskCompletionSource<T>();
        cancellationToken.Register(() => awaited.TrySetCanceled(cancellationToken));
        Events.Wait(eventName, data => !awaited.Task.IsCompleted && End(awaited, data));
        return awaited.Task;
    }

    public override void SendEvent(string instanceId, string eventName, object payload) =>
        throw new NotSupportedException($"{nameof(SendEvent)} is not supported by the local runtime.");

    public override void SetCustomStatus(object? customStatus)
    {
        RequirePump();
        string? json = LocalDataConverter.Instance.Serialize(customStatus);
        if (json is not null && Encoding.Unicode.GetByteCount(json) > MaxCustomStatusBytes)
        {
            throw new ArgumentException("The custom status must not exceed 16 KB of UTF-16 encoded text.", nameof(customStatus));
        }

        CustomStatus = json;
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
    {
        RequirePump();
        Continued = new(LocalDataConverter.Instance.Serialize(newInput), preserveUnprocessedEvents);
    }

    public override Guid NewGuid()
    {
        RequirePump();
        string seed = string.Create(CultureInfo.InvariantCulture, $"{instance.Execution}|{Now:O}|{_nextGuid++}");
        return new(SHA256.HashData(Encoding.UTF8.GetBytes(seed)).AsSpan(0, 16));
    }

    private static string NameOf(TaskName name) => string.IsNullOrEmpty(name.Name)
        ? throw new ArgumentException("A task needs a name.", nameof(name))
        : name.Name;

    private static void RefuseVersion(TaskOptions? options)
    {
        if (options?.Version is not null)
        {
            throw new NotSupportedException($"{nameof(TaskOptions)}.{nameof(TaskOptions.Version)} is not supported by the local runtime.");
        }
    }

    private static bool End<T>(TaskCompletionSource<T> task, string? data)
    {
        try
        {
            return task.TrySetResult(LocalDataConverter.Instance.Deserialize<T>(data)!);
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or NotSupportedException)
        {
            return task.TrySetException(e);
        }
    }

    private Task<T> Ask<T>(HistoryEvent action, CancellationToken cancellation = default)
    {
        RequirePump();
        int id = _nextTask++;
        var task = new TaskCompletionSource<T>();
        _pending[id] = arrived =>
        {
            if (arrived.Kind is HistoryKind.ActivityFailed or HistoryKind.SubOrchestrationFailed)
            {
                // The real host does not tell the type either: code that decides by it would not hold there.
                var details = new TaskFailureDetails("(unknown)", arrived.Data ?? string.Empty, null, null, null);
                task.TrySetException(new TaskFailedException(action.Name!, id, details));
            }
            else if (!task.Task.IsCompleted)
            {
                End(task, arrived.Data);
            }
        };
        _actions.Add(action with { Id = id });
        cancellation.Register(() =>
        {
            _pending.Remove(id);
            task.TrySetCanceled(cancellation);
        });
        return task.Task;
    }

    private void RequirePump()
    {
        if (!pump.IsOnPump)
        {
            throw new InvalidOperationException(
                $"Orchestrator '{instance.Name}' used its context from another thread: an orchestrator awaits only tasks of its context.");
        }
    }
}
