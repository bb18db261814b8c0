namespace CustomerJourneys.Activities;

/// <summary>The names of an activity's fields, as conditions and columns know them.</summary>
public static class ActivityFields
{
    /// <summary>The value.</summary>
    public const string Value = "value";

    /// <summary>The title.</summary>
    public const string Title = "title";

    /// <summary>The page or link.</summary>
    public const string Url = "url";

    /// <summary>Where the contact came from.</summary>
    public const string Referrer = "referrer";

    /// <summary>The channel.</summary>
    public const string Channel = "channel";

    /// <summary>What the field of a property begins with.</summary>
    public const string PropertyPrefix = "properties.";

    /// <summary>The field of a property.</summary>
    public static string OfProperty(string name) => PropertyPrefix + name;
}
