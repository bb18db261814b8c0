namespace Microsoft.DurableTask;

/// <summary>Decides after a failure whether to try again. Runs as orchestrator code: it must be deterministic.</summary>
public delegate bool RetryHandler(RetryContext retryContext);
