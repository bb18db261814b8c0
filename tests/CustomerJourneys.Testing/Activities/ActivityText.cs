using System.Globalization;
using CustomerJourneys.Activities;

namespace CustomerJourneys.Testing.Activities;

/// <summary>Activities as lines of text that are equal exactly when the stored content is: what tests compare.</summary>
public static class ActivityText
{
    /// <summary>The lines of activities, sorted; without their ids, which columns do not carry.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<Activity> activities) =>
        [.. activities.Select(activity => Line(activity.ContactId, activity.Type, activity.OccurredAt, FieldsOf(activity))).Order(StringComparer.Ordinal)];

    /// <summary>The lines of columns, sorted.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<ActivityColumns> parts, Func<int, string> contactId) =>
        [.. parts.SelectMany(part => Lines(part, contactId)).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Lines(ActivityColumns part, Func<int, string> contactId) =>
        part.ContactsByRow().Select((contact, row) => Line(
            contactId(contact), part.Type, part.Times[row],
            part.Fields.Select(field => (field.Key, field.Value.Values[field.Value.Codes[row]]))));

    private static IEnumerable<(string Name, PropertyValue Value)> FieldsOf(Activity activity) =>
    [
        ("value", new PropertyValue(activity.Value)),
        ("title", new PropertyValue(activity.Title)),
        ("url", new PropertyValue(activity.Url)),
        ("referrer", new PropertyValue(activity.Referrer)),
        ("channel", new PropertyValue(activity.Channel)),
        .. activity.Properties.Select(property => ("properties." + property.Name, property.Value)),
    ];

    private static string Line(string contact, string type, long time, IEnumerable<(string Name, PropertyValue Value)> fields)
    {
        var texts = fields.Where(field => field.Value.IsNumber || field.Value.Text.Length > 0)
            .Select(field => field.Name.ToLowerInvariant() + (field.Value.IsNumber ? "#" : "=") + field.Value.Text)
            .Order(StringComparer.Ordinal);
        return string.Create(CultureInfo.InvariantCulture, $"{contact} {type.ToLowerInvariant()} {time} {string.Join(' ', texts)}");
    }
}
