using Microsoft.DurableTask;

namespace CustomerJourneys.Functions.Recalculation;

/// <summary>How durable activities are retried.</summary>
internal static class DurableRetries
{
    /// <summary>
    /// Twelve attempts over about six minutes, first after a second and then less and less often: an outage of storage is waited for, and
    /// a defect gives up in the end.
    /// </summary>
    public static readonly TaskOptions Patient = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: 12, firstRetryInterval: TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(1)));
}
