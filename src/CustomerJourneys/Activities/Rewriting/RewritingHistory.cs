namespace CustomerJourneys.Activities.Rewriting;

/// <summary>When contacts were merged and erased: results of earlier data may count who is gone.</summary>
/// <param name="ChangedAt">When the last merge or erasure ended, in milliseconds since 1970-01-01T00:00:00Z; <see langword="null"/> if there was none.</param>
/// <param name="ErasedAt">When the last erasures ended, ascending; at most <see cref="MaxErasures"/>.</param>
public sealed record RewritingHistory(long? ChangedAt, IReadOnlyList<long> ErasedAt)
{
    /// <summary>How many erasures are remembered: more than there are between one that starts a recalculation and the end of that.</summary>
    public const int MaxErasures = 1_000;

    /// <summary>Nothing was merged or erased.</summary>
    public static RewritingHistory None { get; } = new(null, []);

    /// <summary>When the last erasure ended.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public DateTimeOffset? LastErasure => ErasedAt.Count > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(ErasedAt[^1]) : null;

    /// <summary>Whether a contact was merged or erased after a data-as-of.</summary>
    public bool HasChangedSince(DateTimeOffset dataAsOf) => ChangedAt > dataAsOf.ToUnixTimeMilliseconds();

    /// <summary>How many were erased after a data-as-of, as far as it is remembered.</summary>
    public int ErasedSince(DateTimeOffset dataAsOf)
    {
        var since = dataAsOf.ToUnixTimeMilliseconds();
        return ErasedAt.Count(at => at > since);
    }

    /// <summary>The history after another merge or erasure.</summary>
    /// <param name="at">When it ended.</param>
    /// <param name="isErasure">Whether it was an erasure.</param>
    public RewritingHistory With(long at, bool isErasure) => new(at, isErasure ? [.. ErasedAt.TakeLast(MaxErasures - 1), at] : ErasedAt);
}
