namespace LocalSdk.Durable.Execution;

/// <summary>An orchestrator does not ask again for what it asked before, or awaits what is not durable.</summary>
internal sealed class NonDeterministicOrchestrationException(string orchestrator, string instanceId, string what)
    : InvalidOperationException($"Non-deterministic orchestrator '{orchestrator}', instance '{instanceId}': {what}");
