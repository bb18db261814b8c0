namespace Microsoft.Azure.Functions.Worker;

/// <summary>What the trigger said about an invocation, by name.</summary>
public abstract class BindingContext
{
    /// <summary>Route and query values, or a queue message's metadata.</summary>
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}
