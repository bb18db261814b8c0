namespace Microsoft.DurableTask.Client;

/// <summary>How to purge an instance.</summary>
/// <param name="Recursive">Whether to purge its sub-orchestrations too; the local runtime refuses that.</param>
public record PurgeInstanceOptions(bool Recursive = false);
