using Microsoft.DurableTask;

namespace LocalSdk.Durable.Execution;

/// <summary>Tries a task again. Runs as orchestrator code, so that attempts and pauses are history like any other.</summary>
internal static class Retries
{
    /// <summary>Runs the task until it succeeds or its options give it up; then the last failure is thrown.</summary>
    public static async Task<T> RunAsync<T>(TaskOrchestrationContext context, TaskRetryOptions? options, Func<Task<T>> task)
    {
        if (options is null)
        {
            return await task();
        }

        DateTime start = context.CurrentUtcDateTime;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await task();
            }
            catch (TaskFailedException failure)
            {
                TimeSpan spent = context.CurrentUtcDateTime - start;
                TimeSpan? pause = options.Policy is { } policy
                    ? Pause(policy, attempt, spent, failure.FailureDetails)
                    : await options.Handler!(new(context, attempt, failure.FailureDetails, spent, CancellationToken.None)) ? TimeSpan.Zero : null;
                if (pause is null)
                {
                    throw;
                }

                if (pause > TimeSpan.Zero)
                {
                    await context.CreateTimer(pause.Value, CancellationToken.None);
                }
            }
        }
    }

    /// <summary>How long to wait after the given attempt; <c>null</c> to give up.</summary>
    public static TimeSpan? Pause(RetryPolicy policy, int attempt, TimeSpan spent, TaskFailureDetails failure)
    {
        if (attempt >= policy.MaxNumberOfAttempts
            || (policy.RetryTimeout != Timeout.InfiniteTimeSpan && spent >= policy.RetryTimeout)
            || !policy.HandleFailure(failure))
        {
            return null;
        }

        double longest = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan
            ? TimeSpan.MaxValue.TotalMilliseconds
            : policy.MaxRetryInterval.TotalMilliseconds;
        double pause = policy.FirstRetryInterval.TotalMilliseconds * Math.Pow(policy.BackoffCoefficient, attempt - 1);
        return TimeSpan.FromMilliseconds(Math.Min(pause, longest));
    }
}
