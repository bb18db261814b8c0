namespace CustomerJourneys.Activities;

/// <summary>The names of an activity's fields, as conditions and columns use them. Names compare ignoring case.</summary>
public static class ActivityField
{
    /// <summary>The prefix of a named property.</summary>
    public const string PropertyPrefix = "properties.";

    /// <summary>The longest name of a property, in characters.</summary>
    public const int MaxPropertyName = 64;

    /// <summary>The fields that every activity has.</summary>
    public static IReadOnlyList<string> Fixed { get; } = ["value", "title", "url", "referrer", "channel"];

    /// <summary>Whether this names a field: one of <see cref="Fixed"/>, or <c>properties.NAME</c>.</summary>
    public static bool IsKnown(string name) =>
        Fixed.Contains(name, StringComparer.OrdinalIgnoreCase)
        || (name.StartsWith(PropertyPrefix, StringComparison.OrdinalIgnoreCase)
            && name.Length > PropertyPrefix.Length
            && name.Length <= PropertyPrefix.Length + MaxPropertyName);

    /// <summary>The value of a field of an activity; the empty text when it has none.</summary>
    public static PropertyValue Of(Activity activity, string name)
    {
        if (name.StartsWith(PropertyPrefix, StringComparison.OrdinalIgnoreCase))
        {
            var property = name.AsSpan(PropertyPrefix.Length);
            foreach (var (key, value) in activity.Properties)
            {
                if (property.Equals(key, StringComparison.OrdinalIgnoreCase))
                    return value;
            }

            return default;
        }

        return new PropertyValue(name.ToLowerInvariant() switch
        {
            "value" => activity.Value,
            "title" => activity.Title,
            "url" => activity.Url,
            "referrer" => activity.Referrer,
            "channel" => activity.Channel,
            _ => "",
        });
    }
}
