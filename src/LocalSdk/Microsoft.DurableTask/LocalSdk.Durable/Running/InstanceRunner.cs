using LocalSdk.Durable.Execution;
using LocalSdk.Durable.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LocalSdk.Durable.Running;

/// <summary>
/// Drives one instance: takes in what has happened to it, runs a turn, commits it, then starts what the turn asked for. One turn at
/// a time; what arrives meanwhile goes into the next, in one commit.
/// </summary>
internal sealed class InstanceRunner(TaskHub hub, string instanceId)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly List<(string Execution, HistoryEvent Ended)> _arrived = [];
    private readonly TurnActions _actions = new(hub);
    private Task _processing = Task.CompletedTask;
    private bool _busy;
    private bool _again;
    private bool _refresh;
    private bool _stopped;
    private volatile bool _retired;

    private InstanceRow? _row;
    private OrchestrationExecution? _execution;
    private IReadOnlyList<Message> _messages = [];

    public string InstanceId => instanceId;

    /// <summary>Whether the runner still drives its instance; false once that is finished.</summary>
    public bool IsActive => !_retired;

    /// <summary>Looks at the stored instance again: it is new, or has changed, or has messages. False when this runner has retired.</summary>
    public bool Refresh() => Wake(() => _refresh = true);

    /// <summary>Takes an end of a task of the given generation; dropped when this runner has retired.</summary>
    public void Deliver(string execution, HistoryEvent ended) => Wake(() => _arrived.Add((execution, ended)));

    /// <summary>Lets the turn under way end, and begins no other once all that has arrived is committed.</summary>
    public async Task StopAsync()
    {
        Task processing;
        lock (_lock)
        {
            _stopped = true;
            processing = _processing;
        }

        await processing;
    }

    private bool Wake(Action news)
    {
        lock (_lock)
        {
            if (_retired)
            {
                return false;
            }

            news();
            _again = true;
            if (!_busy && !_stopped)
            {
                _busy = true;
                _processing = Task.Run(ProcessAsync);
            }

            return true;
        }
    }

    /// <summary>
    /// Ends this runner, unless news has come in: then the next step looks at that. A later run of the same id gets another runner,
    /// so that no two ever drive one instance in this process.
    /// </summary>
    private void Retire()
    {
        Forget();
        lock (_lock)
        {
            _retired = !_again;
        }

        if (_retired)
        {
            hub.Remove(this);
        }
    }

    private async Task ProcessAsync()
    {
        while (true)
        {
            bool refresh;
            lock (_lock)
            {
                if (!_again)
                {
                    _busy = false;
                    return;
                }

                _again = false;
                refresh = _refresh;
                _refresh = false;
            }

            try
            {
                if (!await StepAsync(refresh))
                {
                    Forget();
                    Wake(() => _refresh = true);
                }
            }
            catch (Exception e)
            {
                // Whatever it was, history holds all that was committed: read it again and go on from there.
                Log.TurnNotProcessed(hub.Logger, instanceId, e);
                Forget();
                await Task.Delay(RetryDelay);
                if (!_stopped)
                {
                    Wake(() => _refresh = true);
                }
            }
        }
    }

    private void Forget()
    {
        _execution = null;
        _row = null;
        _messages = [];
    }

    /// <summary>False when the instance changed meanwhile and must be read again.</summary>
    private async Task<bool> StepAsync(bool refresh)
    {
        if (!hub.IsOwner)
        {
            Retire();
            return true;
        }

        if (_execution is not null && refresh)
        {
            if (await hub.Store.FindAsync(instanceId) is not { } now || now.ETag != _row!.ETag)
            {
                Forget();
            }
            else
            {
                _messages = await hub.Store.MessagesAsync(now);
            }
        }

        if (_execution is null && !await LoadAsync())
        {
            return true;
        }

        List<HistoryEvent> ended = TakeArrived();
        bool kept = false;
        try
        {
            return kept = await TakeInAsync(ended);
        }
        finally
        {
            if (!kept)
            {
                PutBack(ended);
            }
        }
    }

    /// <summary>Brings the ends of tasks, and the messages, into history. False when the instance changed meanwhile.</summary>
    private async Task<bool> TakeInAsync(List<HistoryEvent> ended)
    {
        if (_row!.Status == OrchestrationRuntimeStatus.Suspended)
        {
            // Kept in storage, or a durable activity that ended now would run again after a crash.
            if (ended.Count > 0)
            {
                await hub.Store.AddMessageAsync(_row, ended);
            }

            return true;
        }

        HistoryEvent[] arrived = [.. ended, .. _messages.SelectMany(message => message.Events).Where(_execution!.IsNews)];
        return (_row.Turns > 0 && arrived.Length == 0 && _messages.Count == 0) || await TurnAsync(arrived);
    }

    /// <summary>Reads the instance and replays it; false when there is nothing to drive.</summary>
    private async Task<bool> LoadAsync()
    {
        LoadedInstance? loaded = await hub.Store.LoadAsync(instanceId);
        if (loaded is null || loaded.Row.IsFinished)
        {
            Retire();
            hub.Changes.Changed(instanceId);
            if (loaded is not null)
            {
                await _actions.TellParentAsync(loaded.Row);
            }

            return false;
        }

        if (loaded.Row is { StartAt: { } start, Turns: 0, Generation: 0 } && start > hub.Time.GetUtcNow())
        {
            _actions.WaitForStart(loaded.Row, start, this);
            return false;
        }

        _row = loaded.Row;
        _messages = loaded.Messages;
        if (!hub.Orchestrators.TryGetValue(_row.Name, out Func<TaskOrchestrationContext, Task<object?>>? orchestrator))
        {
            string name = _row.Name;
            orchestrator = _ => throw new InvalidOperationException($"The orchestrator '{name}' does not exist.");
        }

        _execution = new(_row, loaded.Input, orchestrator, hub.Loggers);
        try
        {
            _execution.Replay(loaded.History);
        }
        catch (NonDeterministicOrchestrationException e)
        {
            await EndAsync(new([], new(OrchestrationRuntimeStatus.Failed, e.Message, [])));
            return false;
        }

        await _actions.StartAsync(_row, _execution.Outstanding, this);
        return true;
    }

    private async Task<bool> TurnAsync(HistoryEvent[] arrived)
    {
        TurnOutcome outcome;
        await hub.Turns.WaitAsync();
        try
        {
            outcome = _execution!.Run(hub.Time.GetUtcNow().UtcDateTime, arrived);
        }
        catch (NonDeterministicOrchestrationException e)
        {
            outcome = new([], new(OrchestrationRuntimeStatus.Failed, e.Message, []));
        }
        finally
        {
            hub.Turns.Release();
        }

        if (outcome.End is not null)
        {
            return await EndAsync(outcome);
        }

        InstanceRow after = Changed() with { Turns = _row!.Turns + 1, Status = OrchestrationRuntimeStatus.Running };
        if (!await CommitAsync(after, outcome.Events, []))
        {
            return false;
        }

        await _actions.StartAsync(_row!, outcome.Actions, this);
        return true;
    }

    /// <summary>Commits the last turn of the instance, or of this generation of it.</summary>
    private async Task<bool> EndAsync(TurnOutcome outcome)
    {
        TurnEnd end = outcome.End!;
        InstanceRow before = _row!;
        InstanceRow after = Changed() with { Turns = before.Turns + 1, Status = end.Status };
        if (end.Status == OrchestrationRuntimeStatus.Running)
        {
            after = after with { Generation = before.Generation + 1, Turns = 0 };
            after = after with { Input = await hub.Store.WriteAsync(after, end.Data) };
        }
        else
        {
            string? output = end.Status == OrchestrationRuntimeStatus.Failed ? LocalDataConverter.Instance.Serialize(end.Data) : end.Data;
            after = after with { Output = await hub.Store.WriteAsync(after, output) };
        }

        if (!await CommitAsync(after, outcome.Events, end.Carried))
        {
            return false;
        }

        if (end.Status == OrchestrationRuntimeStatus.Running)
        {
            await hub.Store.DeleteGenerationAsync(before);
            _actions.Forget();
            Forget();
            Refresh();
            return true;
        }

        if (end.Status == OrchestrationRuntimeStatus.Failed)
        {
            Log.OrchestratorFailed(hub.Logger, before.Name, instanceId, end.Data ?? string.Empty);
        }

        Retire();
        await _actions.TellParentAsync(after);
        return true;
    }

    private InstanceRow Changed() => _row! with { LastUpdatedAt = hub.Time.GetUtcNow(), CustomStatus = _execution!.CustomStatus };

    private async Task<bool> CommitAsync(InstanceRow after, IReadOnlyList<HistoryEvent> events, IReadOnlyList<HistoryEvent> carried)
    {
        if (!hub.IsOwner || await hub.Store.TryCommitAsync(_row!, after, events, _messages, carried) is not { } committed)
        {
            Log.TurnOvertaken(hub.Logger, instanceId);
            return false;
        }

        // A full load of messages may have left some behind.
        bool more = _messages.Count == InstanceStore.MaxMessagesPerTurn;
        _row = committed;
        _messages = [];
        hub.Changes.Changed(instanceId);
        if (more)
        {
            Refresh();
        }

        return true;
    }

    /// <summary>What has arrived for this generation and is news to it.</summary>
    private List<HistoryEvent> TakeArrived()
    {
        lock (_lock)
        {
            List<HistoryEvent> taken = [.. _arrived
                .Where(item => item.Execution == _row!.Execution && _execution!.IsNews(item.Ended))
                .Select(item => item.Ended)
                .DistinctBy(item => item.Id)];
            _arrived.Clear();
            return taken;
        }
    }

    private void PutBack(List<HistoryEvent> ended)
    {
        lock (_lock)
        {
            _arrived.InsertRange(0, ended.Select(item => (_row?.Execution ?? string.Empty, item)));
        }
    }
}
