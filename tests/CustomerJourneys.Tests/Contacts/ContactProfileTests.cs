using CustomerJourneys.Activities;
using CustomerJourneys.Contacts;
using CustomerJourneys.Testing;
using CustomerJourneys.Testing.Activities;

namespace CustomerJourneys.Tests.Contacts;

public sealed class ContactProfileTests
{
    private const long At = 1_767_225_600_000;

    [Fact]
    public void Of_ChangesInAnyOrder_LatestValueOfEachAttributeCounts()
    {
        Activity[] rows =
        [
            Said("ada", At + 4, ("plan", new PropertyValue("pro")), ("SEATS", new PropertyValue(3))),
            Said("ada", At + 2, ("Plan", new PropertyValue("free")), ("seats", new PropertyValue(1)), ("note", new PropertyValue("x"))),
            Said("ada", At + 6, ("note", default), ("zero", new PropertyValue(0))),
            new("ada", "1", "click", At - 5),
            new("ada", "2", "click", At + 9),
        ];

        foreach (var order in (Activity[][])[rows, [.. rows.Reverse()]])
        {
            var profile = ContactProfile.Of("ada", order);
            Assert.Equal("plan=pro seats=3 zero=0", string.Join(' ', profile.Attributes.Select(attribute => $"{attribute.Key.ToLowerInvariant()}={attribute.Value.Text}")));
            Assert.Equal((At - 5, At + 9, At + 6), (Milliseconds(profile.FirstSeen), Milliseconds(profile.LastActivity), Milliseconds(profile.ModifiedAt)));
            Assert.Equal(2, profile.Activities);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Merge_NewerContact_ItsValuesCountWhicheverStays(bool newerGoes)
    {
        IReadOnlyList<Activity> older = [new("older", "1", "click", At), Said("older", At + 50, ("city", new PropertyValue("Rome")), ("zip", new PropertyValue("1")))];
        IReadOnlyList<Activity> newer = [Said("newer", At + 10, ("city", new PropertyValue("Oslo"))), Said("newer", At + 100, ("city", new PropertyValue("Bern")))];
        var (gone, survivor) = newerGoes ? (("newer", newer), ("older", older)) : (("older", older), ("newer", newer));

        var row = ContactMerge.RowOf(gone, survivor, at: At + 80);

        // What was said after the merge was asked for is no part of it, and counts more.
        var before = ContactProfile.Of("all", [row, .. older, newer[0]]);
        Assert.Equal("Oslo 1", $"{before.TextOf("city")} {before.TextOf("zip")}");
        Assert.Equal("Bern", ContactProfile.Of("all", [row, .. older, .. newer]).TextOf("city"));
        Assert.Equal([gone.Item1], before.MergedIds);
        Assert.Equal(survivor.Item1, row.ContactId);
    }

    [Fact]
    public void ContactClock_TimeStandsStill_GoesOnAndLeavesRoomBeforeEach()
    {
        var clock = new ContactClock(new ManualTime());
        var times = Enumerable.Range(0, 100).Select(_ => clock.Next()).ToList();
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.True(pair.Second - 1 > pair.First));
    }

    [Fact]
    public async Task ContactParts_OneContact_IsWhatThePartitionHasOfIt()
    {
        var store = new MemoryActivityStore(partitions: 1);
        var all = RandomActivities.Many(seed: 3, count: 500, contacts: 5);
        await store.CommitAsync([.. all, Said("c-1", At, ("plan", new PropertyValue("pro")))], default);
        var snapshot = await store.OpenAsync((await store.FoldAsync(default))[0], default);
        var ids = await snapshot.ReadContactIdsAsync(default);
        string[] fields = ["value", "title", "url", "referrer", "channel", "properties.key", "properties.amount", "properties.plan", "properties.seconds", "properties.ratio"];
        var lines = ActivityText.Of(await snapshot.ReadAsync([.. all.Select(activity => activity.Type).Distinct()], fields, default), ids.IdOf);

        var parts = new List<string>();
        for (var contact = 0; contact < ids.Count; contact++)
        {
            var id = ids.IdOf(contact);
            parts.AddRange(ActivityText.Of(ContactParts.Of((await snapshot.ReadContactAsync(id, default))!), _ => id));
        }

        Assert.Equal(lines.Order(StringComparer.Ordinal), parts.Order(StringComparer.Ordinal));
    }

    private static Activity Said(string contact, long at, params (string Name, PropertyValue Value)[] attributes) =>
        ContactRow.Of(new ContactChange(contact, [.. attributes.Select(attribute => new ActivityProperty(attribute.Name, attribute.Value))]), $"{at}", at);

    private static long? Milliseconds(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds();
}
