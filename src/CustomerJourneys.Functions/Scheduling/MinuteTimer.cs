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
/// starts, so the schedule that administrators set is stored and read here.
/// </summary>
public sealed class MinuteTimer(
    RecalculationSchedules schedules, RecalculationRepair repair, ActivityImports imports, JourneyCleanUp cleanUp, ILogger<MinuteTimer> logger)
{
    /// <summary>Runs at the beginning of every minute, and once when the host starts.</summary>
    [Function("EveryMinute")]
    public async Task RunAsync(
        [TimerTrigger("0 * * * * *", RunOnStartup = true)] TimerInfo timer, [DurableClient] DurableTaskClient durable, CancellationToken cancellation)
    {
        _ = timer;
        var starter = new DurableRecalculationStarter(durable);
        var resumed = await repair.ResumeAsync(starter, cancellation);
        foreach (var import in await imports.ListRunningAsync(cancellation))
        {
            if (await OrchestrationStart.IsUnderWayAsync(durable, import.Id, cancellation))
                continue;
            await OrchestrationStart.StartAsync(durable, nameof(ImportActivities), import.Id, cancellation);
            resumed++;
        }

        resumed += await CleanUpJourney.ResumeAsync(cleanUp, durable, cancellation);
        if (resumed > 0)
            SchedulingLog.Resumed(logger, resumed);
        var due = await schedules.RunDueAsync(starter, cancellation);
        if (due.Run is { } run)
            SchedulingLog.ScheduledRun(logger, run.Id, run.JourneyIds.Count);
        if (due.Skipped is { } skipped)
            SchedulingLog.Skipped(logger, skipped);
    }
}
