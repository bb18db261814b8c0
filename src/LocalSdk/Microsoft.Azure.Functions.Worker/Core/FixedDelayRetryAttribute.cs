namespace Microsoft.Azure.Functions.Worker;

/// <summary>Repeats a failed invocation after the same delay each time.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FixedDelayRetryAttribute(int maxRetryCount, string delayInterval) : RetryAttribute
{
    /// <summary>The most repetitions; -1 for no end.</summary>
    public int MaxRetryCount { get; } = maxRetryCount;

    /// <summary>The delay as <c>hh:mm:ss</c>.</summary>
    public string DelayInterval { get; } = delayInterval;
}
