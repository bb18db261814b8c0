namespace LocalSdk.Durable.Client;

/// <summary>The instance is finished, and what was asked for needs one that is not.</summary>
internal sealed class OrchestrationFinishedException(string instanceId, string status)
    : InvalidOperationException($"FailedPrecondition: the orchestration instance with the id '{instanceId}' is {status}.");
