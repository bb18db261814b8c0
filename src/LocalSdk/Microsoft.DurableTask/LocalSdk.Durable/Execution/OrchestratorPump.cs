using System.Collections.Concurrent;

namespace LocalSdk.Durable.Execution;

/// <summary>
/// Runs one orchestrator's code on one thread at a time, in the order in which its awaits end: the order that replay repeats.
/// </summary>
internal sealed class OrchestratorPump : SynchronizationContext
{
    private readonly ConcurrentQueue<(SendOrPostCallback Callback, object? State)> _queue = new();
    private int _thread;
    private volatile bool _disturbed;

    /// <summary>Whether the code runs on the pump right now.</summary>
    public bool IsOnPump => _thread == Environment.CurrentManagedThreadId;

    /// <summary>Whether something other than a durable task ever ended an await of the code.</summary>
    public bool Disturbed => _disturbed;

    /// <summary>Runs the work and all that it sets going, until nothing is left to run.</summary>
    public void Run(Action work)
    {
        SynchronizationContext? previous = Current;
        SetSynchronizationContext(this);
        _thread = Environment.CurrentManagedThreadId;
        try
        {
            work();
            while (_queue.TryDequeue(out (SendOrPostCallback Callback, object? State) next))
            {
                next.Callback(next.State);
            }
        }
        finally
        {
            _thread = 0;
            SetSynchronizationContext(previous);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsOnPump)
        {
            _queue.Enqueue((d, state));
        }
        else
        {
            // The code stays where it is: going on from here would not be repeated by a replay. The next turn reports it.
            _disturbed = true;
        }
    }

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("An orchestrator cannot be entered from outside.");
}
