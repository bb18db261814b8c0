using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Segments;
using CustomerJourneys.Testing.Activities;

namespace CustomerJourneys.Tests.Activities.Segments;

public sealed class SegmentContentTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 30, 3)]
    [InlineData(3, 5_000, 40)]
    [InlineData(4, 20_000, 9_000)]
    public void Read_RandomActivities_GivesThemBack(int seed, int count, int contactCount)
    {
        var activities = RandomActivities.Many(seed, count, contactCount);
        var contacts = new ContactNumbers();
        var content = SegmentContent.Read("s", SegmentSample.Build(activities, contacts).Bytes);

        Assert.Equal(ActivityText.Of(activities), ActivityText.Of(content.Groups.Select(group => group.Columns), contacts.IdOf));
        Assert.Equal(count, content.Index.Activities);
        foreach (var group in content.Groups)
            AssertSorted(group.Columns);
    }

    [Fact]
    public void Read_EveryRow_HasItsOwnId()
    {
        var activities = RandomActivities.Many(5, 10_000, 300);
        var content = SegmentContent.Read("s", SegmentSample.Build(activities).Bytes);

        foreach (var group in content.Groups)
        {
            var key = group.Columns.Fields["properties.KEY"];
            for (var row = 0; row < group.Columns.Count; row++)
                Assert.Equal(key.Values[key.Codes[row]].Text, group.Ids.TextOf(row));
        }
    }

    [Fact]
    public void Read_TypesThatDifferInCase_AreOneGroupWithTheFirstSpelling()
    {
        var content = SegmentContent.Read("s", SegmentSample.Build([new("c", "1", "PageVisit", 1), new("c", "2", "pagevisit", 2)]).Bytes);

        var group = Assert.Single(content.Groups);
        Assert.Equal("PageVisit", group.Columns.Type);
        Assert.Equal(2, group.Columns.Count);
        Assert.NotNull(content.Index.Find("PAGEVISIT"));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-17.0)]
    [InlineData(12.99)]
    [InlineData(0.1 + 0.2)]
    [InlineData(1e300)]
    [InlineData(double.Epsilon)]
    [InlineData(9_007_199_254_740_993.0)]
    [InlineData(-9_007_199_254_740_992.0)]
    public void Read_Number_IsTheSameNumber(double number)
    {
        Activity[] activities =
        [
            new("c", "1", "t", 5) { Properties = [new("n", new PropertyValue(number))] },
            new("c", "2", "t", 6) { Properties = [new("n", new PropertyValue("7"))] },
            new("c", "3", "t", 7) { Properties = [new("N", new PropertyValue(7))] },
            new("c", "4", "t", 8),
        ];
        var column = SegmentContent.Read("s", SegmentSample.Build(activities).Bytes).Groups[0].Columns.Fields["properties.n"];

        Assert.Equal(
            [new PropertyValue(number), new PropertyValue("7"), new PropertyValue(7), new PropertyValue("")],
            column.Codes.Select(code => column.Values[code]));
    }

    [Fact]
    public void Read_TimesAtTheLimits_AreKept()
    {
        var times = new[] { SegmentLimits.MinTime, -1, 0, 1, SegmentLimits.MaxTime };
        var activities = times.Select((time, i) => new Activity("c", $"{i}", "t", time));

        Assert.Equal(times, SegmentContent.Read("s", SegmentSample.Build(activities).Bytes).Groups[0].Columns.Times);
    }

    [Fact]
    public void Build_TimeOutOfRange_IsRefused() =>
        Assert.Throws<ArgumentException>(() => SegmentSample.Build([new Activity("c", "1", "t", long.MaxValue)]));

    [Fact]
    public void Build_TextThatNoReaderTakes_IsRefused() =>
        Assert.Throws<ArgumentException>(() => SegmentSample.Build([new Activity("c", "1", "t", 1) { Value = new string('x', SegmentLimits.MaxTextBytes + 1) }]));

    [Fact]
    public void Build_OlderSegmentsAndNewActivities_HoldsThemAll()
    {
        var contacts = new ContactNumbers();
        var first = RandomActivities.Many(6, 3_000, 100);
        var second = RandomActivities.Many(7, 500, 2_000);
        var third = RandomActivities.Many(8, 50, 10);
        var builder = new SegmentBuilder();
        builder.Add(SegmentContent.Read("a", SegmentSample.Build(first, contacts).Bytes));
        builder.Add(SegmentContent.Read("b", SegmentSample.Build(second, contacts).Bytes));
        foreach (var activity in third)
            builder.Add(contacts.FindOrAdd(activity.ContactId), activity);

        var merged = SegmentContent.Read("c", builder.Build().Bytes);

        var whole = SegmentContent.Read("d", SegmentSample.Build([.. first, .. second, .. third], contacts).Bytes);
        Assert.Equal(ActivityText.Of([.. first, .. second, .. third]), ActivityText.Of(merged.Groups.Select(group => group.Columns), contacts.IdOf));
        Assert.Equal(SegmentSample.Lines(whole).Order(), SegmentSample.Lines(merged).Order());
    }

    [Fact]
    public void Filter_EveryStoredId_IsFoundAndAbsentOnesAlmostNever()
    {
        var contacts = new ContactNumbers();
        var activities = RandomActivities.Many(9, 30_000, 500);
        var sealedSegment = SegmentSample.Build(activities, contacts);
        var index = SegmentContent.Read("s", sealedSegment.Bytes).Index;

        bool Contains(string contact, string id)
        {
            var hash = ActivityHash.Compute(contacts.FindOrAdd(contact), System.Text.Encoding.UTF8.GetBytes(id));
            var page = index.Filter.Pages[index.Filter.PageOf(hash)];
            return index.Filter.Contains(sealedSegment.Bytes.AsSpan((int)page.Offset, page.Length), hash);
        }

        Assert.True(index.Filter.Pages.Count > 1);
        Assert.All(activities, activity => Assert.True(Contains(activity.ContactId, activity.Id)));
        Assert.InRange(activities.Count(activity => Contains(activity.ContactId, activity.Id + "x")), 0, 2);
    }

    [Fact]
    public void Build_ManyPageVisits_TakeAtMostTenBytesEachWithoutIds()
    {
        var random = new Random(10);
        var builder = new SegmentBuilder();
        const int count = 200_000;
        for (var i = 0; i < count; i++)
        {
            var visit = new Activity("c", $"{i:x8}", "pagevisit", 1_767_225_600_000 + random.NextInt64(180L * 86_400_000)) { Url = "/page/" + random.Next(200), Channel = "web" };
            builder.Add(random.Next(20_000), visit);
        }
        var index = SegmentContent.Read("s", builder.Build().Bytes).Index;

        var group = Assert.Single(index.Groups);
        var bytes = group.Keys.Length + group.Fields.Sum(field => field.Block.Length);
        Assert.InRange((double)bytes / count, 3, 10);
    }

    private static void AssertSorted(ActivityColumns columns)
    {
        Assert.True(columns.RunContacts.SequenceEqual(columns.RunContacts.Distinct().Order()));
        for (var run = 0; run < columns.Runs; run++)
        {
            Assert.True(columns.RunStarts[run] < columns.RunStarts[run + 1]);
            var times = columns.Times[columns.RunStarts[run]..columns.RunStarts[run + 1]];
            Assert.Equal(times.Order(), times);
        }
    }
}
