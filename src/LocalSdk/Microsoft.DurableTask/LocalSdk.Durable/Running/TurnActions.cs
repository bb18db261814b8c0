using LocalSdk.Durable.Storage;
using Microsoft.DurableTask.Client;

namespace LocalSdk.Durable.Running;

/// <summary>
/// Starts what an instance's turns ask for, each thing once: a turn that is read again after a failed commit, or replayed, asks again
/// for what is under way already.
/// </summary>
internal sealed class TurnActions(TaskHub hub)
{
    private readonly HashSet<(string Execution, int Task)> _started = [];

    /// <summary>Forgets what was started: the instance has continued as new, and numbers its tasks afresh.</summary>
    public void Forget() => _started.Clear();

    /// <summary>Wakes the runner when its instance is to start.</summary>
    public void WaitForStart(InstanceRow instance, DateTimeOffset start, InstanceRunner runner)
    {
        if (_started.Add((instance.Execution, -1)))
        {
            hub.Timers.Arm(start.UtcDateTime, () => runner.Refresh());
        }
    }

    /// <summary>Starts what is not started yet; the runner is told of each end.</summary>
    public async Task StartAsync(InstanceRow instance, IEnumerable<HistoryEvent> actions, InstanceRunner runner)
    {
        string execution = instance.Execution;
        foreach (HistoryEvent action in actions.ToArray())
        {
            if (action.Kind == HistoryKind.SubOrchestrationScheduled)
            {
                await StartSubOrchestrationAsync(instance, action, runner);
            }
            else if (_started.Add((execution, action.Id)))
            {
                if (action.Kind == HistoryKind.TimerCreated)
                {
                    hub.Timers.Arm(action.Time!.Value, () => runner.Deliver(execution, new(HistoryKind.TimerFired, action.Id)));
                }
                else
                {
                    hub.Activities.Enqueue(new(instance.Id, action, () => runner.IsActive, ended => runner.Deliver(execution, ended)));
                }
            }
        }
    }

    /// <summary>Hands the outcome of a finished sub-orchestration to its parent, if that is awake; else it asks when it wakes.</summary>
    public async Task TellParentAsync(InstanceRow row)
    {
        if (row.Parent is { } parent && row.IsFinished)
        {
            string? output = await hub.Store.ReadAsync(row.Id, row.Output);
            hub.Deliver(parent.InstanceId, parent.Execution, row.Status switch
            {
                OrchestrationRuntimeStatus.Completed => new(HistoryKind.SubOrchestrationCompleted, parent.TaskId) { Data = output },
                OrchestrationRuntimeStatus.Failed => new(HistoryKind.SubOrchestrationFailed, parent.TaskId)
                {
                    Data = LocalDataConverter.Instance.Deserialize<string>(output),
                },
                _ => new(HistoryKind.SubOrchestrationFailed, parent.TaskId) { Data = $"The sub-orchestration was terminated: {output}" },
            });
        }
    }

    /// <summary>Sees to it that the sub-orchestration exists; if it is finished already, takes its outcome.</summary>
    private async Task StartSubOrchestrationAsync(InstanceRow instance, HistoryEvent action, InstanceRunner runner)
    {
        string id = action.InstanceId ?? $"{instance.Execution}-{action.Id:D4}";
        var parent = new ParentTask(instance.Id, instance.Name, instance.Execution, action.Id);
        InstanceRow? existing = await hub.Store.FindAsync(id);
        if (existing?.Parent == parent)
        {
            await TellParentAsync(existing);
            return;
        }

        DateTimeOffset now = hub.Time.GetUtcNow();
        var child = new InstanceRow(id, action.Name!, Guid.NewGuid().ToString("N")) { CreatedAt = now, LastUpdatedAt = now, Parent = parent };
        child = child with { Input = await hub.Store.WriteAsync(child, action.Data) };
        if (existing is { IsFinished: false } || !await hub.TryCreateAsync(child, existing))
        {
            runner.Deliver(
                instance.Execution,
                new(HistoryKind.SubOrchestrationFailed, action.Id) { Data = $"An orchestration with the id '{id}' already exists." });
        }
    }
}
