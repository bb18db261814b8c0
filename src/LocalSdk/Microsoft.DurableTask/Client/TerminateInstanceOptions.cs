namespace Microsoft.DurableTask.Client;

/// <summary>How to terminate an instance.</summary>
/// <param name="Output">What becomes the instance's output, usually a reason.</param>
/// <param name="Recursive">Whether its sub-orchestrations end too; the local runtime refuses that.</param>
public record TerminateInstanceOptions(object? Output = null, bool Recursive = false);
