namespace LocalSdk.Durable.Client;

/// <summary>There is no instance of that id.</summary>
internal sealed class OrchestrationNotFoundException(string instanceId)
    : InvalidOperationException($"NotFound: there is no orchestration instance with the id '{instanceId}'.");
