namespace Microsoft.Azure.Functions.Worker;

/// <summary>Repeats a failed invocation after a delay that doubles.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ExponentialBackoffRetryAttribute(int maxRetryCount, string minimumInterval, string maximumInterval) : RetryAttribute
{
    /// <summary>The most repetitions; -1 for no end.</summary>
    public int MaxRetryCount { get; } = maxRetryCount;

    /// <summary>The first delay as <c>hh:mm:ss</c>.</summary>
    public string MinimumInterval { get; } = minimumInterval;

    /// <summary>The longest delay as <c>hh:mm:ss</c>.</summary>
    public string MaximumInterval { get; } = maximumInterval;
}
