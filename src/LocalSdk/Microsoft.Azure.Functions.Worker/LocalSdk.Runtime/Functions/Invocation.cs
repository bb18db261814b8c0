namespace LocalSdk.Runtime.Functions;

/// <summary>What a trigger hands to a function.</summary>
/// <param name="TriggerValue">The value of the trigger's parameter: already of its type, or a text to be read as it.</param>
/// <param name="BindingData">What the trigger knows besides, by name, ignoring case.</param>
/// <param name="CancellationToken">Ends the invocation.</param>
internal sealed record Invocation(object? TriggerValue, IReadOnlyDictionary<string, object?> BindingData, CancellationToken CancellationToken)
{
    /// <summary>Values that middleware and function find in the context.</summary>
    public IReadOnlyDictionary<object, object> Items { get; init; } = new Dictionary<object, object>();

    /// <summary>Attempts before this one.</summary>
    public int RetryCount { get; init; }

    /// <summary>The most attempts after the first.</summary>
    public int MaxRetryCount { get; init; }

    /// <summary>No binding data.</summary>
    public static IReadOnlyDictionary<string, object?> NoData { get; } = new Dictionary<string, object?>();
}
