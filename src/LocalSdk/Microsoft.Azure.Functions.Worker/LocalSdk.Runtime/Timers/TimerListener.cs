using System.Globalization;
using System.Reflection;
using Azure.Storage.Blobs;
using LocalSdk.Runtime.Functions;
using LocalSdk.Runtime.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace LocalSdk.Runtime.Timers;

/// <summary>
/// Runs one function on its schedule: in one process at a time, never twice at once. A run that was due while no host was there is
/// made up for at the start, once, and says so.
/// </summary>
internal sealed class TimerListener(
    FunctionDescriptor function,
    TimerTriggerAttribute trigger,
    TimerSchedule schedule,
    FunctionInvoker invoker,
    BlobContainerClient container,
    string hostId,
    TimeProvider time,
    ILogger logger) : ITriggerListener
{
    // Timers of the system end at 49 days; and a clock that was set is noticed after so long.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(2);

    private readonly OutageLog _outage = new(logger, $"timer of function {function.Name}");
    private readonly TimerStatusStore? _statuses = trigger.UseMonitor && schedule.CanBeMonitored(time.GetUtcNow().UtcDateTime)
        ? new(container, hostId, function.Name)
        : null;

    public async Task RunAsync(CancellationToken stopping, CancellationToken abort)
    {
        bool waiting = false;
        while (!stopping.IsCancellationRequested)
        {
            TimerLock? held = null;
            bool reached = await _outage.GuardAsync(
                async () => held = await TimerLock.TryTakeAsync(container, hostId, function.Name, stopping), stopping);
            if (held is null)
            {
                if (reached && !waiting)
                {
                    waiting = true;
                    FunctionLog.TimerHeldElsewhere(logger, function.Name);
                }

                await Task.Delay(RetryInterval, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }

            waiting = false;
            await using (held)
            {
                using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(stopping, held.Lost);
                using CancellationTokenSource abortOrLost = CancellationTokenSource.CreateLinkedTokenSource(abort, held.Lost);
                await RunScheduleAsync(end.Token, abortOrLost.Token);
                if (held.Lost.IsCancellationRequested)
                {
                    FunctionLog.TimerLockLost(logger, function.Name);
                }
            }
        }
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private async Task RunScheduleAsync(CancellationToken stopping, CancellationToken abort)
    {
        ScheduleStatus? status = await FirstStatusAsync(stopping);
        if (stopping.IsCancellationRequested)
        {
            return;
        }

        DateTime next = status?.Next ?? schedule.Next(Now);
        bool isPastDue = status is not null && Now > next;
        if (isPastDue || trigger.RunOnStartup)
        {
            (status, next) = await FireAsync(isPastDue ? next : Now, isPastDue, status, stopping, abort);
        }

        while (await SleepUntilAsync(next, stopping))
        {
            (status, next) = await FireAsync(next, isPastDue: false, status, stopping, abort);
        }
    }

    /// <summary>The kept status, made to fit the schedule if that has changed; written at the first start.</summary>
    private async Task<ScheduleStatus?> FirstStatusAsync(CancellationToken stopping)
    {
        ScheduleStatus? status = null;
        while (_statuses is not null && !stopping.IsCancellationRequested && !await _outage.GuardAsync(
            async () =>
            {
                status = await _statuses.ReadAsync(stopping) ?? new() { LastUpdated = Now };
                DateTime next = schedule.Next(status.Last == default ? status.LastUpdated : status.Last);
                if (status.Next != next)
                {
                    status.Next = next;
                    await _statuses.WriteAsync(status, stopping);
                }
            },
            stopping))
        {
            await Task.Delay(RetryInterval, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return status;
    }

    private async Task<(ScheduleStatus? Status, DateTime Next)> FireAsync(
        DateTime due, bool isPastDue, ScheduleStatus? status, CancellationToken stopping, CancellationToken abort)
    {
        await InvokeAsync(new() { ScheduleStatus = status, IsPastDue = isPastDue }, stopping, abort);

        // After a made-up run the next is in the future: what was missed several times is made up for once.
        DateTime last = isPastDue ? Now : due;
        DateTime next = schedule.Next(Now > last ? Now : last);
        if (_statuses is null)
        {
            return (null, next);
        }

        ScheduleStatus written = new() { Last = Now > last ? Now : last, Next = next, LastUpdated = Now };
        await _outage.GuardAsync(() => _statuses.WriteAsync(written, CancellationToken.None), CancellationToken.None);
        return (written, next);
    }

    private async Task InvokeAsync(TimerInfo info, CancellationToken stopping, CancellationToken abort)
    {
        RetryAttribute? retry = function.Method.GetCustomAttribute<RetryAttribute>();
        int most = retry switch
        {
            FixedDelayRetryAttribute one => one.MaxRetryCount,
            ExponentialBackoffRetryAttribute one => one.MaxRetryCount,
            _ => 0,
        };
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                await invoker.InvokeAsync(function, new(info, Invocation.NoData, abort) { RetryCount = attempt, MaxRetryCount = most });
                return;
            }
            catch (Exception error)
            {
                FunctionLog.Failed(logger, function.Name, error);
            }

            if ((most >= 0 && attempt >= most) || !await SleepUntilAsync(Now + Delay(retry!, attempt), stopping))
            {
                return;
            }
        }
    }

    private static TimeSpan Delay(RetryAttribute retry, int attempt)
    {
        if (retry is FixedDelayRetryAttribute steady)
        {
            return TimeSpan.Parse(steady.DelayInterval, CultureInfo.InvariantCulture);
        }

        ExponentialBackoffRetryAttribute growing = (ExponentialBackoffRetryAttribute)retry;
        TimeSpan delay = TimeSpan.Parse(growing.MinimumInterval, CultureInfo.InvariantCulture) * Math.Pow(2, Math.Min(attempt, 30));
        TimeSpan most = TimeSpan.Parse(growing.MaximumInterval, CultureInfo.InvariantCulture);
        return delay < most ? delay : most;
    }

    private async Task<bool> SleepUntilAsync(DateTime due, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            TimeSpan left = due - Now;
            if (left <= TimeSpan.Zero)
            {
                return true;
            }

            // A whole millisecond more, since the system's timers cut down.
            await Task.Delay(left < LongestSleep ? left + TimeSpan.FromMilliseconds(1) : LongestSleep, time, stopping)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }
}
