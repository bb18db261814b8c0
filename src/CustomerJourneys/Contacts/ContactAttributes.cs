using CustomerJourneys.Activities;

namespace CustomerJourneys.Contacts;

/// <summary>Makes columns of attributes out of what was said of a partition's contacts: of each attribute the latest value counts.</summary>
public static class ContactAttributes
{
    /// <summary>The fields of <see cref="ContactRow"/>s that hold attributes.</summary>
    public static IReadOnlyList<string> FieldsOf(IEnumerable<string> attributes) => [.. attributes.Select(attribute => ActivityField.PropertyPrefix + attribute)];

    /// <summary>The columns of the wanted attributes that any contact has, by name, ignoring case.</summary>
    /// <param name="rows">The rows of type <see cref="ContactRow.Type"/>, with the fields of the attributes.</param>
    /// <param name="attributes">The wanted attributes.</param>
    /// <param name="contacts">How many numbers contacts have in the partition.</param>
    public static IReadOnlyDictionary<string, FieldColumn> Of(
        IReadOnlyList<ActivityColumns> rows, IEnumerable<string> attributes, int contacts)
    {
        var columns = new Dictionary<string, FieldColumn>(StringComparer.OrdinalIgnoreCase);
        foreach (var attribute in attributes.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var field = ActivityField.PropertyPrefix + attribute;
            if (rows.Any(part => part.Fields.ContainsKey(field)))
                columns.Add(attribute, Latest(rows, field, contacts));
        }

        return columns;
    }

    private static FieldColumn Latest(IReadOnlyList<ActivityColumns> rows, string field, int contacts)
    {
        // Code 0 is the empty text: of whom nothing was said, and from whom it was taken away.
        var codes = new Dictionary<PropertyValue, int> { [default] = 0 };
        var values = new List<PropertyValue> { default };
        var (latest, times) = (new int[contacts], new long[contacts]);
        Array.Fill(times, long.MinValue);
        foreach (var part in rows)
        {
            if (!part.Fields.TryGetValue(field, out var column))
                continue;
            var known = Array.ConvertAll(column.Values, stored => ContactRow.TryDecode(stored, out var value) ? CodeOf(value) : -1);
            for (var run = 0; run < part.Runs; run++)
            {
                var contact = part.RunContacts[run];
                for (var row = part.RunStarts[run]; row < part.RunStarts[run + 1]; row++)
                {
                    var code = known[column.Codes[row]];
                    if (code < 0 || !ContactRow.IsLater(part.Times[row], values[code], times[contact], values[latest[contact]]))
                        continue;
                    (latest[contact], times[contact]) = (code, part.Times[row]);
                }
            }
        }

        return new FieldColumn(latest, [.. values]);

        int CodeOf(PropertyValue value)
        {
            if (!value.IsNumber && value.Text.Length == 0)
                return 0;
            if (codes.TryGetValue(value, out var code))
                return code;
            codes.Add(value, code = values.Count);
            values.Add(value);
            return code;
        }
    }
}
