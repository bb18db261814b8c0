namespace Microsoft.DurableTask;

/// <summary>Options of one call of a durable activity or sub-orchestration.</summary>
public record TaskOptions
{
    /// <summary>Options with retries.</summary>
    public TaskOptions(TaskRetryOptions? retry)
        : this(retry, null)
    {
    }

    /// <summary>Options with retries and tags.</summary>
    public TaskOptions(TaskRetryOptions? retry = null, IDictionary<string, string>? tags = null)
    {
        Retry = retry;
        Tags = tags;
    }

    /// <summary>A copy.</summary>
    public TaskOptions(TaskOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Retry = options.Retry;
        Tags = options.Tags;
        Version = options.Version;
    }

    /// <summary>When to try again, or <c>null</c> for never.</summary>
    public TaskRetryOptions? Retry { get; init; }

    /// <summary>Tags of the task; the local runtime ignores them.</summary>
    public IDictionary<string, string>? Tags { get; init; }

    /// <summary>The version to call; the local runtime refuses one.</summary>
    public TaskVersion? Version { get; init; }

    /// <summary>Options that retry by a policy.</summary>
    public static TaskOptions FromRetryPolicy(RetryPolicy policy) => new(policy);

    /// <summary>Options that retry as a handler decides.</summary>
    public static TaskOptions FromRetryHandler(AsyncRetryHandler handler) => new(handler);

    /// <summary>Options that retry as a handler decides.</summary>
    public static TaskOptions FromRetryHandler(RetryHandler handler) => new(handler);

    /// <summary>These options, with the instance id of a sub-orchestration.</summary>
    public SubOrchestrationOptions WithInstanceId(string instanceId) => new(this, instanceId);
}
