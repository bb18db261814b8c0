using CustomerJourneys.Activities;
using CustomerJourneys.Testing.Activities;

namespace CustomerJourneys.Storage.Tests.Activities;

/// <summary>What is read of some contacts is what a read of all would give of them.</summary>
[Collection(OnAzurite.Name)]
public sealed class SelectedReadingTests(AzuriteOfRun azurite)
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 7)]
    [InlineData(3, 60)]
    public async Task Read_SomeContacts_GivesTheirActivitiesAndCountsAll(int seed, int wanted)
    {
        var store = new StoreUnderTest(azurite.ConnectionString, partitions: 1).Process().Store;
        foreach (var batch in RandomActivities.Many(seed, 3_000, 150).Chunk(700))
            await store.CommitAsync(batch, default);
        var snapshot = await store.OpenAsync((await store.FoldAsync(default))[0], default);
        var ids = await snapshot.ReadContactIdsAsync(default);
        var random = new Random(seed);
        int[] contacts = [.. Enumerable.Range(0, wanted).Select(_ => random.Next(150)).Append(149).Append(3).Distinct().Order()];
        string[] types = ["PAGEVISIT", "purchase", "click"];
        string[] fields = ["url", "value", "properties.key", "properties.amount", "properties.ratio"];
        var all = await snapshot.ReadAsync(types, fields, default);

        var selected = await snapshot.ReadAsync(types, fields, contacts, default);

        var chosen = contacts.ToHashSet();
        Assert.Equal(
            ActivityText.Of([.. all.Select(part => ColumnRows.Where(part, (contact, _) => chosen.Contains(contact)))], ids.IdOf),
            ActivityText.Of(selected.Parts, place => ids.IdOf(contacts[place])));
        Assert.Equal(
            ActivityText.Of(SelectedActivities.Of(all, contacts).Parts, place => ids.IdOf(contacts[place])),
            ActivityText.Of(selected.Parts, place => ids.IdOf(contacts[place])));
        Assert.Equal(
            all.GroupBy(part => part.Type.ToUpperInvariant()).Select(type => (type.Key, type.Sum(part => (long)part.Count))).Order(),
            selected.Counts.Select(type => (type.Key.ToUpperInvariant(), type.Value)).Order());
    }

    [Fact]
    public async Task Read_ContactsWhoAreGone_CountsAndReadsTheOthers()
    {
        var process = new StoreUnderTest(azurite.ConnectionString, partitions: 1).Process();
        await process.Store.CommitAsync([new Activity("ada", "1", "click", 5), new Activity("bob", "2", "click", 6), new Activity("cleo", "3", "click", 7)], default);
        await process.Store.MergeAsync("bob", "ada", 10_000, default);
        var snapshot = await process.Store.OpenAsync((await process.Store.FoldAsync(default))[0], default);

        var selected = await snapshot.ReadAsync(["click"], [], [0, 1], default);

        Assert.Equal([5L, 6L], selected.Parts.SelectMany(part => part.Times).Order());
        Assert.All(selected.Parts, part => Assert.Equal([0], part.RunContacts));
        Assert.Equal(3, selected.Counts["click"]);
    }

    [Fact]
    public async Task CountChanges_CommitsSince_NamesAtLeastThoseWhoChanged()
    {
        var store = new StoreUnderTest(azurite.ConnectionString, partitions: 1).Process().Store;
        await store.CommitAsync(RandomActivities.Many(1, 500, 50), default);
        var before = (await store.FoldAsync(default))[0];
        await store.CommitAsync([new Activity("c-1", "new", "click", 5), new Activity("c-2", "new", "click", 6)], default);

        var snapshot = await store.OpenAsync((await store.FoldAsync(default))[0], default);

        Assert.Equal(2, snapshot.CountChanges(before.Epoch));
        Assert.Equal(0, snapshot.CountChanges(snapshot.Epoch));
        Assert.Null(snapshot.CountChanges(snapshot.Epoch + 1));
    }
}
