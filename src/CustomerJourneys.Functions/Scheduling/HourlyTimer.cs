using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Rewriting;
using CustomerJourneys.Recalculation;
using CustomerJourneys.Storage.Activities;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CustomerJourneys.Functions.Scheduling;

/// <summary>
/// Tidies up once an hour: folds a log that nobody recalculated over, rewrites what still holds contacts that are gone or activities that are too
/// old, drops the plans of runs that have ended, and what runs found that no result needs any more, and deletes the blobs that nothing names any more. It is the only one that deletes segments.
/// </summary>
public sealed class HourlyTimer(
    IActivityStore activities, IContactRewriting rewriting, BlobActivityStore blobs, IRecalculationStore runs, IRecalculationPlanStore plans,
    CountsSweep counts, ILogger<HourlyTimer> logger)
{
    /// <summary>How long a replaced blob stays: a reader that began before may still want it.</summary>
    public static readonly TimeSpan MinimumAge = TimeSpan.FromHours(1);

    /// <summary>Runs twenty minutes past every hour, away from schedules that are due at full hours.</summary>
    [Function("EveryHour")]
    public async Task RunAsync([TimerTrigger("0 20 * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        _ = timer;
        await activities.FoldAsync(cancellation);
        var rewritten = await rewriting.RewriteAsync(cancellation);
        if (rewritten > 0)
            SchedulingLog.Rewritten(logger, rewritten);
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var plan in await plans.ListAsync(cancellation))
        {
            if (await runs.FindAsync(plan.RecalculationId, cancellation) is null or { IsFinished: true })
                await plans.DeleteAsync(plan.RecalculationId, cancellation);
            else
                named.UnionWith(plan.Pins.SelectMany(BlobActivityStore.BlobNamesOf));
        }

        await counts.SweepAsync(cancellation);
        var deleted = await blobs.SweepAsync(named, MinimumAge, cancellation);
        SchedulingLog.Swept(logger, deleted);
    }
}
