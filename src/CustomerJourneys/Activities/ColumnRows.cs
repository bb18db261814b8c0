namespace CustomerJourneys.Activities;

/// <summary>Columns cut down to some of their rows.</summary>
public static class ColumnRows
{
    /// <summary>The columns with the rows of which <paramref name="keep"/> says so; the same object if that is all.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="keep">Asked for the contact's number and the time of each row.</param>
    public static ActivityColumns Where(ActivityColumns columns, Func<int, long, bool> keep)
    {
        var rows = RowsWhere(columns, keep);
        return rows.Length == columns.Count ? columns : Take(columns, rows);
    }

    /// <summary>The rows of which <paramref name="keep"/> says so, ascending.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="keep">Asked for the contact's number and the time of each row.</param>
    public static int[] RowsWhere(ActivityColumns columns, Func<int, long, bool> keep)
    {
        var rows = new List<int>(columns.Count);
        for (var run = 0; run < columns.Runs; run++)
        {
            for (var row = columns.RunStarts[run]; row < columns.RunStarts[run + 1]; row++)
            {
                if (keep(columns.RunContacts[run], columns.Times[row]))
                    rows.Add(row);
            }
        }

        return [.. rows];
    }

    /// <summary>The columns with some rows.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="rows">The rows, ascending.</param>
    public static ActivityColumns Take(ActivityColumns columns, int[] rows)
    {
        var contacts = columns.ContactsByRow();
        return ActivityColumns.OfRows(
            columns.Type, Array.ConvertAll(rows, row => contacts[row]), Array.ConvertAll(rows, row => columns.Times[row]), FieldsOf(columns, rows));
    }

    /// <summary>The activities of some contacts, who are numbered anew in their order. Each is searched for: what the columns hold of others costs nothing.</summary>
    /// <param name="parts">The columns.</param>
    /// <param name="contacts">The contacts, ascending.</param>
    public static IReadOnlyList<ActivityColumns> OfContacts(IReadOnlyList<ActivityColumns> parts, int[] contacts) =>
        [.. parts.Select(part => OfContacts(part, contacts)).Where(part => part.Count > 0)];

    private static ActivityColumns OfContacts(ActivityColumns part, int[] contacts)
    {
        var (places, starts, rows) = (new List<int>(), new List<int>(), new List<int>());
        var from = 0;
        for (var place = 0; place < contacts.Length; place++)
        {
            var run = Array.BinarySearch(part.RunContacts, from, part.Runs - from, contacts[place]);
            from = run < 0 ? ~run : run + 1;
            if (run < 0)
                continue;
            places.Add(place);
            starts.Add(rows.Count);
            for (var row = part.RunStarts[run]; row < part.RunStarts[run + 1]; row++)
                rows.Add(row);
        }

        starts.Add(rows.Count);
        int[] taken = [.. rows];
        return new ActivityColumns(part.Type, [.. places], [.. starts], Array.ConvertAll(taken, row => part.Times[row]), FieldsOf(part, taken));
    }

    private static Dictionary<string, FieldColumn> FieldsOf(ActivityColumns columns, int[] rows) => columns.Fields.ToDictionary(
        field => field.Key,
        field => field.Value with { Codes = Array.ConvertAll(rows, row => field.Value.Codes[row]) },
        StringComparer.OrdinalIgnoreCase);
}
