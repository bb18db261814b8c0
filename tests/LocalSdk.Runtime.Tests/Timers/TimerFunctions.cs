using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;

namespace LocalSdk.Runtime.Tests.Timers;

/// <summary>What timers of a test did.</summary>
public sealed class TimerRuns
{
    private int _now;

    public ConcurrentQueue<TimerInfo> All { get; } = new();

    public int MostAtOnce { get; private set; }

    public TaskCompletionSource Released { get; set; } = new();

    public async Task RunAsync(TimerInfo timer, CancellationToken cancellation)
    {
        MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _now));
        All.Enqueue(timer);
        await Released.Task.WaitAsync(cancellation);
        Interlocked.Decrement(ref _now);
    }
}

public sealed class HourlyFunctions(TimerRuns runs)
{
    [Function("Hourly")]
    public Task Hourly([TimerTrigger("%Schedule%")] TimerInfo timer, CancellationToken cancellation) => runs.RunAsync(timer, cancellation);
}

public sealed class StartupFunctions(TimerRuns runs)
{
    [Function("AtStart")]
    public Task AtStart([TimerTrigger("0 0 0 1 1 *", RunOnStartup = true)] TimerInfo timer, CancellationToken cancellation) => runs.RunAsync(timer, cancellation);
}

public sealed class EverySecondFunctions(TimerRuns runs)
{
    [Function("EverySecond")]
    public Task EverySecond([TimerTrigger("* * * * * *")] TimerInfo timer, CancellationToken cancellation) => runs.RunAsync(timer, cancellation);
}

public sealed class FailingTimerFunctions(TimerRuns runs)
{
    [Function("Fails")]
    [FixedDelayRetry(2, "00:00:10")]
    public void Fails([TimerTrigger("0 0 * * * *")] TimerInfo timer, FunctionContext context)
    {
        runs.All.Enqueue(timer);
        throw new InvalidOperationException($"attempt {context.RetryContext.RetryCount} of {context.RetryContext.MaxRetryCount}");
    }
}
