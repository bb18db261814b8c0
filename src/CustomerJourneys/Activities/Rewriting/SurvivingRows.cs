using CustomerJourneys.Activities.Segments;

namespace CustomerJourneys.Activities.Rewriting;

/// <summary>Columns without some of their rows.</summary>
public static class SurvivingRows
{
    /// <summary>The columns with the rows of which <paramref name="keep"/> says so; the same object if that is all.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="keep">Asked for the contact's number and the time of each row.</param>
    public static ActivityColumns Of(ActivityColumns columns, Func<int, long, bool> keep)
    {
        var rows = RowsOf(columns, keep);
        return rows.Length == columns.Count ? columns : Take(columns, rows);
    }

    /// <summary>A decoded segment with the rows of which <paramref name="keep"/> says so.</summary>
    /// <returns>The groups that still have rows.</returns>
    public static IReadOnlyList<SegmentGroupContent> Of(SegmentContent segment, Func<string, int, long, bool> keep)
    {
        var groups = new List<SegmentGroupContent>(segment.Groups.Count);
        foreach (var group in segment.Groups)
        {
            var rows = RowsOf(group.Columns, (contact, at) => keep(group.Columns.Type, contact, at));
            if (rows.Length == 0)
                continue;
            var ids = new ActivityIds();
            foreach (var row in rows)
                ids.Add(group.Ids[row]);
            groups.Add(new SegmentGroupContent(Take(group.Columns, rows), ids));
        }
        return groups;
    }

    private static int[] RowsOf(ActivityColumns columns, Func<int, long, bool> keep)
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

    private static ActivityColumns Take(ActivityColumns columns, int[] rows)
    {
        var contacts = columns.ContactsByRow();
        return ActivityColumns.OfRows(
            columns.Type,
            Array.ConvertAll(rows, row => contacts[row]),
            Array.ConvertAll(rows, row => columns.Times[row]),
            columns.Fields.ToDictionary(
                field => field.Key,
                field => field.Value with { Codes = Array.ConvertAll(rows, row => field.Value.Codes[row]) },
                StringComparer.OrdinalIgnoreCase));
    }
}
