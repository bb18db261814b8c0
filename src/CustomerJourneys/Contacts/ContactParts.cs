using CustomerJourneys.Activities;

namespace CustomerJourneys.Contacts;

/// <summary>Makes columns, as segments give them, of the activities of one contact, whose number is 0.</summary>
internal static class ContactParts
{
    public static IReadOnlyList<ActivityColumns> Of(IReadOnlyList<Activity> rows) =>
    [
        .. rows.Where(row => !ContactRow.IsType(row.Type)).GroupBy(row => row.Type, StringComparer.OrdinalIgnoreCase)
            .Select(type => Of(type.Key, [.. type.OrderBy(row => row.OccurredAt)])),
    ];

    private static ActivityColumns Of(string type, Activity[] rows)
    {
        var names = ActivityField.Fixed.Concat(rows.SelectMany(row => row.Properties).Select(property => ActivityField.PropertyPrefix + property.Name));
        var fields = names.Distinct(StringComparer.OrdinalIgnoreCase).ToDictionary(name => name, name => Column(name, rows), StringComparer.OrdinalIgnoreCase);
        return ActivityColumns.OfRows(type, new int[rows.Length], [.. rows.Select(row => row.OccurredAt)], fields);
    }

    private static FieldColumn Column(string name, Activity[] rows)
    {
        var codes = new Dictionary<PropertyValue, int>();
        int[] column = [.. rows.Select(row => ActivityField.Of(row, name)).Select(value => codes.TryGetValue(value, out var code) ? code : codes[value] = codes.Count)];
        return new FieldColumn(column, [.. codes.Keys]);
    }
}
