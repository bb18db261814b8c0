using CustomerJourneys.Activities.Segments;

namespace CustomerJourneys.Activities.Rewriting;

/// <summary>Segments without some of their rows.</summary>
public static class SurvivingRows
{
    /// <summary>A decoded segment with the rows of which <paramref name="keep"/> says so.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="keep">Asked for the contact's number and the time of each row.</param>
    /// <returns>The groups that still have rows.</returns>
    public static IReadOnlyList<SegmentGroupContent> Of(SegmentContent segment, Func<string, int, long, bool> keep)
    {
        var groups = new List<SegmentGroupContent>(segment.Groups.Count);
        foreach (var group in segment.Groups)
        {
            var rows = ColumnRows.RowsWhere(group.Columns, (contact, at) => keep(group.Columns.Type, contact, at));
            if (rows.Length == 0)
                continue;
            var ids = new ActivityIds();
            foreach (var row in rows)
                ids.Add(group.Ids[row]);
            groups.Add(new SegmentGroupContent(ColumnRows.Take(group.Columns, rows), ids));
        }
        return groups;
    }
}
