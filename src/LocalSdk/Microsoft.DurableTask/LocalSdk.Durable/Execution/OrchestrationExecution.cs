using LocalSdk.Durable.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace LocalSdk.Durable.Execution;

/// <summary>
/// An orchestrator in memory: its code, waiting somewhere. Built from history by <see cref="Replay"/>, moved on by
/// <see cref="Run"/>; thrown away whenever a turn could not be committed, since history is the truth.
/// </summary>
internal sealed class OrchestrationExecution
{
    private readonly InstanceRow _instance;
    private readonly OrchestratorPump _pump = new();
    private readonly LocalOrchestrationContext _context;
    private readonly Func<TaskOrchestrationContext, Task<object?>> _orchestrator;
    private readonly Dictionary<int, HistoryEvent> _outstanding = [];
    private Task<object?>? _code;

    public OrchestrationExecution(
        InstanceRow instance, string? input, Func<TaskOrchestrationContext, Task<object?>> orchestrator, ILoggerFactory loggers)
    {
        _instance = instance;
        _orchestrator = orchestrator;
        _context = new(instance, input, _pump, loggers);
    }

    /// <summary>The custom status that the code has set, as JSON.</summary>
    public string? CustomStatus => _context.CustomStatus;

    /// <summary>What the code asked for and has not ended, in the order of asking.</summary>
    public IEnumerable<HistoryEvent> Outstanding => _outstanding.Values.OrderBy(action => action.Id);

    /// <summary>Runs the code through its past.</summary>
    /// <exception cref="NonDeterministicOrchestrationException">The code does not ask for what history has.</exception>
    public void Replay(IReadOnlyList<IReadOnlyList<HistoryEvent>> history)
    {
        _context.Replaying = true;
        foreach (IReadOnlyList<HistoryEvent> turn in history)
        {
            IReadOnlyList<HistoryEvent> asked = Turn(turn);
            Compare([.. turn.Where(item => item.IsAction)], asked);
        }

        _context.Replaying = false;
        if (_code is { IsCompleted: true })
        {
            throw Differs("the code ended where history goes on");
        }
    }

    /// <summary>Runs one turn.</summary>
    /// <param name="now">The time that the code sees, UTC.</param>
    /// <param name="arrived">What has happened since the last turn.</param>
    /// <exception cref="NonDeterministicOrchestrationException">The code awaits what is not durable.</exception>
    public TurnOutcome Run(DateTime now, IReadOnlyList<HistoryEvent> arrived)
    {
        HistoryEvent[] turn = [new(HistoryKind.TurnStarted) { Time = now > _context.Now ? now : _context.Now }, .. arrived];
        IReadOnlyList<HistoryEvent> asked = Turn(turn);
        return new([.. turn, .. asked], End());
    }

    /// <summary>Whether an arrival is news: ends a task that has not ended, or is no end of a task.</summary>
    public bool IsNews(HistoryEvent arrived) => !arrived.EndsTask || _outstanding.ContainsKey(arrived.Id);

    private IReadOnlyList<HistoryEvent> Turn(IReadOnlyList<HistoryEvent> turn)
    {
        foreach (HistoryEvent item in turn.Where(item => !item.IsAction))
        {
            if (item.Kind == HistoryKind.TurnStarted)
            {
                _context.Now = item.Time!.Value;
                if (_code is null)
                {
                    _pump.Run(() => _code = Start());
                }
            }
            else
            {
                _outstanding.Remove(item.Id);
                _pump.Run(() => _context.Arrive(item));
            }
        }

        IReadOnlyList<HistoryEvent> asked = _context.TakeActions();
        foreach (HistoryEvent action in asked)
        {
            _outstanding[action.Id] = action;
        }

        return asked;
    }

    private async Task<object?> Start() => await _orchestrator(_context);

    private TurnEnd? End()
    {
        if (_pump.Disturbed || (_code is { IsCompleted: false } && _context.Pending.Count == 0 && !_context.Events.Awaited))
        {
            throw new NonDeterministicOrchestrationException(
                _instance.Name,
                _instance.Id,
                "history has no event that could go on with it, but the code awaits a task that its context did not make");
        }

        if (_code is not { IsCompleted: true } code)
        {
            return null;
        }

        if (code.Exception is { } failure)
        {
            return new(OrchestrationRuntimeStatus.Failed, failure.InnerException!.Message, []);
        }

        if (code.IsCanceled)
        {
            return new(OrchestrationRuntimeStatus.Failed, "A task was canceled.", []);
        }

        return _context.Continued is { } next
            ? new(OrchestrationRuntimeStatus.Running, next.Input, next.KeepEvents ? [.. _context.Events.Unclaimed] : [])
            : new(OrchestrationRuntimeStatus.Completed, LocalDataConverter.Instance.Serialize(code.Result), []);
    }

    private void Compare(HistoryEvent[] recorded, IReadOnlyList<HistoryEvent> asked)
    {
        for (int i = 0; i < Math.Max(recorded.Length, asked.Count); i++)
        {
            HistoryEvent? was = i < recorded.Length ? recorded[i] : null;
            HistoryEvent? now = i < asked.Count ? asked[i] : null;
            if (was is null || now is null || !was.AsksTheSameAs(now))
            {
                throw Differs(
                    $"as task #{was?.Id ?? now!.Id} history has {was?.Describe() ?? "nothing"}, but the code asked for {now?.Describe() ?? "nothing"}");
            }
        }
    }

    private NonDeterministicOrchestrationException Differs(string what) => new(_instance.Name, _instance.Id, what);
}
