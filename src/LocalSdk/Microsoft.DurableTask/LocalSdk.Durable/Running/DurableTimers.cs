using System.Collections.Concurrent;

namespace LocalSdk.Durable.Running;

/// <summary>Calls back at a time. What is to fire is kept in history; here it is only watched.</summary>
internal sealed class DurableTimers(TimeProvider time) : IDisposable
{
    /// <summary>A timer of the runtime reaches 49 days; longer waits are made of several.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(40);

    private readonly ConcurrentDictionary<ITimer, bool> _timers = new();
    private volatile bool _disposed;

    /// <summary>Calls back once, at or after the time, UTC; at once if it is past.</summary>
    public void Arm(DateTime fireAt, Action fired)
    {
        TimeSpan wait = fireAt - time.GetUtcNow().UtcDateTime;
        if (wait <= TimeSpan.Zero)
        {
            fired();
            return;
        }

        ITimer? timer = null;
        timer = time.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timers[timer] = true;
        timer.Change(wait < LongestWait ? wait : LongestWait, Timeout.InfiniteTimeSpan);
        if (_disposed)
        {
            timer.Dispose();
        }

        void Ring()
        {
            if (_timers.TryRemove(timer!, out _))
            {
                timer!.Dispose();
                if (!_disposed)
                {
                    // A timer may ring early by its resolution; arming again settles that.
                    Arm(fireAt, fired);
                }
            }
        }
    }

    public void Dispose()
    {
        _disposed = true;
        foreach (ITimer timer in _timers.Keys)
        {
            timer.Dispose();
        }
    }
}
