namespace Microsoft.DurableTask;

/// <summary>One page of results.</summary>
public sealed class Page<T>
    where T : notnull
{
    /// <summary>A page and the token of the next one, <c>null</c> on the last page.</summary>
    public Page(IReadOnlyList<T> values, string? continuationToken = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        Values = values;
        ContinuationToken = continuationToken;
    }

    /// <summary>The values of this page.</summary>
    public IReadOnlyList<T> Values { get; }

    /// <summary>Where the next page starts; <c>null</c> when there is none.</summary>
    public string? ContinuationToken { get; }
}
