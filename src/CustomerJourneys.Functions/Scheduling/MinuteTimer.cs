using CustomerJourneys.Contacts;
using CustomerJourneys.Functions.Imports;
using CustomerJourneys.Functions.Journeys;
using CustomerJourneys.Functions.Recalculation;
using CustomerJourneys.Imports;
using CustomerJourneys.Journeys;
using CustomerJourneys.Recalculation;
using CustomerJourneys.Scheduling;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace CustomerJourneys.Functions.Scheduling;

/// <summary>
/// Looks after things once a minute: what is scheduled and due, and what a crash left behind. A trigger's own schedule is fixed when the host
/// starts, so the schedule that administrators set is stored and read here. A part that fails is logged, and the others are done all the same.
/// </summary>
public sealed class MinuteTimer(
    RecalculationSchedules schedules, RecalculationRepair repair, ActivityImports imports, JourneyCleanUp cleanUp, ContactIdentity identity, ILogger<MinuteTimer> logger)
{
    /// <summary>Runs at the beginning of every minute, and once when the host starts.</summary>
    [Function("EveryMinute")]
    public async Task RunAsync(
        [TimerTrigger("0 * * * * *", RunOnStartup = true)] TimerInfo timer, [DurableClient] DurableTaskClient durable, CancellationToken cancellation)
    {
        _ = timer;
        var starter = new DurableRecalculationStarter(durable);
        var failures = new List<Exception>();
        var resumed = 0;
        await TryAsync("The repair of recalculations", async () => resumed += await repair.ResumeAsync(starter, cancellation));
        await TryAsync("The repair of imports", async () => resumed += await ResumeImportsAsync(durable, cancellation));
        await TryAsync("The repair of clean-ups", async () => resumed += await CleanUpJourney.ResumeAsync(cleanUp, durable, cancellation));
        await TryAsync("The repair of contacts", async () => resumed += await identity.ResumeAsync(cancellation));
        if (resumed > 0)
            SchedulingLog.Resumed(logger, resumed);
        await TryAsync("The schedule", () => RunScheduleAsync(starter, cancellation));
        // The host is to see that this run of the timer failed.
        if (failures.Count > 0)
            throw new AggregateException("Some of what is done every minute failed; it is tried again in a minute.", failures);

        // What fails for long must not keep the others from their turn.
        async Task TryAsync(string part, Func<Task> run)
        {
            try
            {
                await run();
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                SchedulingLog.PartFailed(logger, e, part);
                failures.Add(e);
            }
        }
    }

    private async Task<int> ResumeImportsAsync(DurableTaskClient durable, CancellationToken cancellation)
    {
        var resumed = 0;
        foreach (var import in await imports.ListRunningAsync(cancellation))
        {
            if (await OrchestrationStart.IsUnderWayAsync(durable, import.Id, cancellation))
                continue;
            await OrchestrationStart.StartAsync(durable, nameof(ImportActivities), import.Id, cancellation);
            resumed++;
        }

        return resumed;
    }

    private async Task RunScheduleAsync(DurableRecalculationStarter starter, CancellationToken cancellation)
    {
        var due = await schedules.RunDueAsync(starter, cancellation);
        foreach (var run in due.Runs)
            SchedulingLog.ScheduledRun(logger, run.Id, run.JourneyIds.Count);
        if (due.Skipped is { } skipped)
            SchedulingLog.Skipped(logger, skipped);
    }
}
