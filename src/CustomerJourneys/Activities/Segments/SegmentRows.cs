namespace CustomerJourneys.Activities.Segments;

/// <summary>The activities of one contact in a decoded segment.</summary>
public static class SegmentRows
{
    private const string Property = "properties.";

    /// <summary>The activities as another contact's.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="contact">Whose they are here, by number.</param>
    /// <param name="contactId">Whose they shall be.</param>
    public static IEnumerable<Activity> Of(SegmentContent segment, int contact, string contactId)
    {
        foreach (var group in segment.Groups)
        {
            var columns = group.Columns;
            var run = Array.BinarySearch(columns.RunContacts, contact);
            if (run < 0)
                continue;
            for (var row = columns.RunStarts[run]; row < columns.RunStarts[run + 1]; row++)
                yield return One(group, row, contactId);
        }
    }

    /// <summary>All rows of a group, as one contact's.</summary>
    /// <param name="group">The rows of one contact.</param>
    /// <param name="contactId">Whose they are.</param>
    public static IEnumerable<Activity> Of(SegmentGroupContent group, string contactId)
    {
        for (var row = 0; row < group.Columns.Count; row++)
            yield return One(group, row, contactId);
    }

    private static Activity One(SegmentGroupContent group, int row, string contactId)
    {
        var columns = group.Columns;
        string Text(string field) => columns.Fields.TryGetValue(field, out var column) ? column.Values[column.Codes[row]].Text : "";
        var properties = new List<ActivityProperty>();
        foreach (var (name, column) in columns.Fields)
        {
            var value = column.Values[column.Codes[row]];
            if (name.StartsWith(Property, StringComparison.OrdinalIgnoreCase) && (value.IsNumber || value.Text.Length > 0))
                properties.Add(new ActivityProperty(name[Property.Length..], value));
        }
        return new Activity(contactId, group.Ids.TextOf(row), columns.Type, columns.Times[row])
        {
            Value = Text("value"),
            Title = Text("title"),
            Url = Text("url"),
            Referrer = Text("referrer"),
            Channel = Text("channel"),
            Properties = properties,
        };
    }
}
