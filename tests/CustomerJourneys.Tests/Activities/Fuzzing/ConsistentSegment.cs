using CustomerJourneys.Activities.Segments;

namespace CustomerJourneys.Tests.Activities.Fuzzing;

/// <summary>What must hold of whatever a segment reader returns, since all who use it rely on it.</summary>
internal static class ConsistentSegment
{
    public static void Check(SegmentContent content)
    {
        foreach (var (group, about) in content.Groups.Zip(content.Index.Groups))
        {
            var columns = group.Columns;
            Assert.Equal(about.Count, columns.Count);
            Assert.Equal(about.Count, columns.Times.Length);
            Assert.Equal(about.Count, group.Ids.Count);
            Assert.All(columns.Times, time => Assert.InRange(time, SegmentLimits.MinTime, SegmentLimits.MaxTime));
            Assert.All(columns.RunContacts, contact => Assert.InRange(contact, 0, content.Index.ContactsEnd - 1));
            Assert.Equal((0, columns.Count), (columns.RunStarts[0], columns.RunStarts[^1]));
            Assert.Equal(columns.Runs + 1, columns.RunStarts.Distinct().Count());
            for (var row = 1; row < columns.Count; row++)
                Assert.True(columns.Times[row] >= columns.Times[row - 1] || columns.RunStarts.Contains(row));
            for (var run = 1; run < columns.Runs; run++)
                Assert.True(columns.RunContacts[run] > columns.RunContacts[run - 1] && columns.RunStarts[run] > columns.RunStarts[run - 1]);
            foreach (var field in columns.Fields.Values)
            {
                Assert.Equal(about.Count, field.Codes.Length);
                Assert.All(field.Codes, code => Assert.InRange(code, 0, field.Values.Length - 1));
            }
            for (var row = 0; row < group.Ids.Count; row++)
                Assert.NotEmpty(group.Ids.TextOf(row));
        }
        // A compaction takes it as it is.
        var builder = new SegmentBuilder();
        builder.Add(content);
        Assert.Equal(content.Index.Activities, SegmentContent.Read("again", builder.Build().Bytes).Index.Activities);
    }
}
