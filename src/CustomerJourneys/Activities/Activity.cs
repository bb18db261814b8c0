namespace CustomerJourneys.Activities;

/// <summary>
/// One thing that one contact did at one time. Texts are never <see langword="null"/>: a missing field is the empty text.
/// Instances that leave the activity rules are valid: every id, length and time is within its limits.
/// </summary>
/// <param name="ContactId">Who did it; 1 to 128 characters of <c>A–Z a–z 0–9 . _ ~ : @ + -</c>, compared exactly.</param>
/// <param name="Id">Unique within the contact: the first durable activity with an id wins, repeats are dropped.</param>
/// <param name="Type">The activity type, compared ignoring case; stored as first written.</param>
/// <param name="OccurredAt">When it happened: milliseconds since 1970-01-01T00:00:00Z. Finer input is cut down.</param>
public sealed record Activity(string ContactId, string Id, string Type, long OccurredAt)
{
    /// <summary>The value of a custom activity, the name of a form, and the like.</summary>
    public string Value { get; init; } = "";

    /// <summary>A title, such as the name of a page or an e-mail.</summary>
    public string Title { get; init; } = "";

    /// <summary>The page or link it happened on.</summary>
    public string Url { get; init; } = "";

    /// <summary>Where the contact came from.</summary>
    public string Referrer { get; init; } = "";

    /// <summary>The channel, such as <c>web</c> or <c>email</c>.</summary>
    public string Channel { get; init; } = "";

    /// <summary>Named properties; names are unique ignoring case.</summary>
    public IReadOnlyList<ActivityProperty> Properties { get; init; } = [];
}
