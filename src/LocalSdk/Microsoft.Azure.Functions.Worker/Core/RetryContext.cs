namespace Microsoft.Azure.Functions.Worker;

/// <summary>Which attempt of an invocation this is.</summary>
public abstract class RetryContext
{
    /// <summary>Attempts before this one.</summary>
    public abstract int RetryCount { get; }

    /// <summary>The most attempts after the first.</summary>
    public abstract int MaxRetryCount { get; }
}
