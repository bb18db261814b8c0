using CustomerJourneys.Imports;
using CustomerJourneys.Recalculation;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace CustomerJourneys.Functions.Scheduling;

/// <summary>
/// Deletes what ended more than a week ago: the rows of recalculations that nothing needs any more, the rows of imports, and the history of
/// orchestrations.
/// </summary>
public sealed class RetentionTimer(RecalculationRetention runs, IImportStore imports, TimeProvider time, ILogger<RetentionTimer> logger)
{
    /// <summary>Runs forty minutes past every hour, away from schedules and from the hourly tidy-up.</summary>
    [Function("RemoveEnded")]
    public async Task RunAsync(
        [TimerTrigger("0 40 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient durable, CancellationToken cancellation)
    {
        _ = timer;
        var before = time.GetUtcNow() - RecalculationRetention.Kept;
        var deletedRuns = await runs.DeleteOldAsync(cancellation);
        var deletedImports = await imports.DeleteFinishedBeforeAsync(before, cancellation);
        var purged = await OrchestrationPurge.PurgeAsync(durable, before, cancellation);
        if (deletedRuns + deletedImports + purged > 0)
            SchedulingLog.Retired(logger, deletedRuns, deletedImports, purged);
    }
}

/// <summary>Removes the history of orchestrations.</summary>
internal static class OrchestrationPurge
{
    /// <summary>Purges the instances that ended before a time.</summary>
    /// <returns>How many were purged.</returns>
    public static async Task<int> PurgeAsync(DurableTaskClient durable, DateTimeOffset before, CancellationToken cancellation)
    {
        // By the time of creation, which alone can be asked for; when one ended it says itself.
        var query = new OrchestrationQuery(
            CreatedTo: before,
            Statuses: [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated]);
        var ended = new List<string>();
        await foreach (var instance in durable.GetAllInstancesAsync(query).WithCancellation(cancellation))
        {
            if (instance.LastUpdatedAt < before)
                ended.Add(instance.InstanceId);
        }

        foreach (var instanceId in ended)
            await durable.PurgeInstanceAsync(instanceId, cancellation);
        return ended.Count;
    }
}
