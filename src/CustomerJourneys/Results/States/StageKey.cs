namespace CustomerJourneys.Results.States;

/// <summary>The place of a contact in the list of a stage: by reach time, then by contact id, compared ordinally.</summary>
/// <param name="Time">The reach time in milliseconds since 1970-01-01T00:00:00Z.</param>
/// <param name="ContactId">The contact; as a lower bound also a part of an id, or nothing.</param>
internal readonly record struct StageKey(long Time, string ContactId) : IComparable<StageKey>
{
    public int CompareTo(StageKey other) =>
        Time.CompareTo(other.Time) is var order && order != 0 ? order : string.CompareOrdinal(ContactId, other.ContactId);
}

/// <summary>A contact who reached a stage.</summary>
/// <param name="Key">When, and who.</param>
/// <param name="Depth">The deepest stage it reached, counted from 1.</param>
internal readonly record struct StageEntry(StageKey Key, byte Depth);
