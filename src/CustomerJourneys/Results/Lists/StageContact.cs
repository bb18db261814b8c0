namespace CustomerJourneys.Results.Lists;

/// <summary>Which contacts of a stage are listed.</summary>
public enum StageList
{
    /// <summary>All who reached the stage.</summary>
    Converted,

    /// <summary>Those who reached the stage and not the next one. The last stage has no such list.</summary>
    DroppedOff,
}

/// <summary>Names a list.</summary>
/// <param name="JourneyId">The journey.</param>
/// <param name="StageId">One of its stages, as its current result knows them.</param>
/// <param name="List">Which contacts of the stage.</param>
/// <param name="Search">A part of the contact id, compared ignoring case; <see langword="null"/> or empty for all.</param>
public sealed record StageListQuery(string JourneyId, string StageId, StageList List, string? Search = null);

/// <summary>A contact in the list of a stage.</summary>
/// <param name="ContactId">The contact.</param>
/// <param name="ReachedAt">When it reached the stage; <see langword="null"/> where the stage has no time.</param>
/// <param name="Name">Its name, if it has a profile.</param>
/// <param name="Email">Its email, if it has a profile.</param>
public sealed record StageContact(string ContactId, DateTimeOffset? ReachedAt, string? Name, string? Email);

/// <summary>One page of a list.</summary>
/// <param name="Total">How many contacts the whole list has; with a search, how many match.</param>
/// <param name="Items">The contacts of this page, by reach time, then by contact id.</param>
/// <param name="Continuation">An opaque token for the next page, or <see langword="null"/> on the last one.</param>
public sealed record StageContactPage(long Total, IReadOnlyList<StageContact> Items, string? Continuation)
{
    internal static StageContactPage Empty { get; } = new(0, [], null);
}
