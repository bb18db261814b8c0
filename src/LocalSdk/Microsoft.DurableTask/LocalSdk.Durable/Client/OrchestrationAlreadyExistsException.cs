namespace LocalSdk.Durable.Client;

/// <summary>An instance of that id is pending, running or suspended. The real host throws one of several types: catch broadly.</summary>
internal sealed class OrchestrationAlreadyExistsException(string instanceId)
    : InvalidOperationException($"An orchestration instance with the id '{instanceId}' already exists and is not finished.");
