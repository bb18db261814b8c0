namespace Microsoft.DurableTask.Client;

/// <summary>How to terminate an instance.</summary>
public record TerminateInstanceOptions
{
    /// <summary>The instance's output, and whether its sub-orchestrations end too (refused by the local runtime).</summary>
    public TerminateInstanceOptions(object? output = null, bool recursive = false)
    {
        Output = output;
        Recursive = recursive;
    }

    /// <summary>What becomes the instance's output, usually a reason.</summary>
    public object? Output { get; init; }

    /// <summary>Whether sub-orchestrations end too.</summary>
    public bool Recursive { get; init; }
}
