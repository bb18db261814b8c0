namespace Microsoft.Azure.Functions.Worker;

/// <summary>The feature that holds what the function returned.</summary>
internal sealed class InvocationOutcome
{
    public object? Value { get; set; }
}
