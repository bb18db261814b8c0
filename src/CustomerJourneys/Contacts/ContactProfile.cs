using CustomerJourneys.Activities;

namespace CustomerJourneys.Contacts;

/// <summary>What is known of one contact.</summary>
/// <param name="ContactId">The contact.</param>
/// <param name="Attributes">Its attributes by name, ignoring case: <c>email</c>, <c>firstName</c>, <c>lastName</c> and a deployment's own. None is empty.</param>
/// <param name="FirstSeen">When it was first seen: its earliest activity, or when something was first said of it. <see langword="null"/> if nothing is left of that.</param>
/// <param name="LastActivity">When its latest activity occurred.</param>
/// <param name="Activities">How many activities it has.</param>
/// <param name="ModifiedAt">When something was last said of it.</param>
/// <param name="MergedIds">The contacts that were merged into it, in ordinal order.</param>
public sealed record ContactProfile(
    string ContactId,
    IReadOnlyDictionary<string, PropertyValue> Attributes,
    DateTimeOffset? FirstSeen,
    DateTimeOffset? LastActivity,
    int Activities,
    DateTimeOffset? ModifiedAt,
    IReadOnlyList<string> MergedIds)
{
    /// <summary>First and last name; <see langword="null"/> if neither is known.</summary>
    public string? Name => NameOf(TextOf("firstName"), TextOf("lastName"));

    /// <summary>The e-mail address in the form in which addresses are compared; <see langword="null"/> if it has none.</summary>
    public string? Email => TextOf(ContactRules.Email) is { } email ? ContactRules.Normalized(email) : null;

    /// <summary>An attribute as a text; <see langword="null"/> if it has none.</summary>
    public string? TextOf(string attribute) => Attributes.TryGetValue(attribute, out var value) ? value.Text : null;

    /// <summary>First and last name together.</summary>
    public static string? NameOf(string? first, string? last) =>
        string.Join(' ', new[] { first, last }.Where(part => !string.IsNullOrEmpty(part))) is { Length: > 0 } name ? name : null;

    /// <summary>Reads a profile out of all that is stored of a contact.</summary>
    /// <param name="contactId">The contact.</param>
    /// <param name="rows">Its activities, and its <see cref="ContactRow"/>s.</param>
    public static ContactProfile Of(string contactId, IReadOnlyList<Activity> rows)
    {
        var latest = new Dictionary<string, (long At, PropertyValue Value)>(StringComparer.OrdinalIgnoreCase);
        var merged = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var row in rows.Where(row => ContactRow.IsType(row.Type)))
        {
            if (ContactRow.MergedOf(row) is { Length: > 0 } other)
                merged.Add(other);
            foreach (var (name, stored) in row.Properties)
            {
                if (ContactRow.TryDecode(stored, out var value)
                    && (!latest.TryGetValue(name, out var known) || ContactRow.IsLater(row.OccurredAt, value, known.At, known.Value)))
                    latest[name] = (row.OccurredAt, value);
            }
        }

        var activities = rows.Where(row => !ContactRow.IsType(row.Type)).ToList();
        return new ContactProfile(
            contactId,
            latest.Where(attribute => attribute.Value.Value != default).OrderBy(attribute => attribute.Key, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(attribute => attribute.Key, attribute => attribute.Value.Value, StringComparer.OrdinalIgnoreCase),
            At(rows.Min(row => (long?)row.OccurredAt)),
            At(activities.Max(activity => (long?)activity.OccurredAt)),
            activities.Count,
            At(rows.Where(row => ContactRow.IsType(row.Type)).Max(row => (long?)row.OccurredAt)),
            [.. merged]);
    }

    /// <summary>All e-mail addresses that a contact, or one that was merged into it, ever had, in the form in which they are compared.</summary>
    /// <param name="rows">All that is stored of the contact.</param>
    public static IReadOnlyList<string> EmailsEver(IReadOnlyList<Activity> rows) =>
    [
        .. rows.Where(row => ContactRow.IsType(row.Type)).SelectMany(row => row.Properties)
            .Where(property => property.Name.Equals(ContactRules.Email, StringComparison.OrdinalIgnoreCase))
            .Select(property => ContactRow.TryDecode(property.Value, out var email) ? ContactRules.Normalized(email.Text) : "")
            .Where(email => email.Length > 0).Distinct(StringComparer.Ordinal),
    ];

    private static DateTimeOffset? At(long? milliseconds) => milliseconds is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
}
