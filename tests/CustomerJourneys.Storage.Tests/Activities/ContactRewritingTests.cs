using System.Text;
using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Activities.Rewriting;
using CustomerJourneys.Problems;
using CustomerJourneys.Testing.Activities;

namespace CustomerJourneys.Storage.Tests.Activities;

[Collection(OnAzurite.Name)]
public sealed class ContactRewritingTests(AzuriteOfRun azurite)
{
    private static readonly ErasureKey Key = new("a secret of tests only");
    private static readonly Activity AdaVisit = new("ada", "1", "pagevisit", 1_000) { Url = "/ada-1", Properties = [new("plan", new PropertyValue("pro")), new("seats", new PropertyValue(5))] };
    private static readonly Activity BobVisit = new("bob", "1", "pagevisit", 2_000) { Url = "/bob-1" };
    private static readonly Activity BobClick = new("bob", "2", "click", 3_000) { Value = "red", Title = "t", Referrer = "r", Channel = "web", Properties = [new("amount", new PropertyValue(1.5))] };
    private static readonly Activity CyPing = new("cy", "9", "ping", 4_000);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Merge_TwoContacts_SurvivorHasBothTimelinesAndItsOwnOfEqualIds(int partitions)
    {
        var store = Store(partitions);
        var process = store.Process();
        await process.Store.CommitAsync([AdaVisit, BobVisit, CyPing], default);
        await process.Store.CommitAsync([BobClick], default);
        var before = await process.Store.FoldAsync(default);

        Assert.True(await process.Store.MergeAsync("bob", "ada", 10_000, default));

        var expected = ActivityText.Of([AdaVisit, BobClick with { ContactId = "ada" }, CyPing]);
        Assert.Equal(expected, await SurvivorsAsync(store));
        Assert.Equal("ada", await process.Store.ResolveAsync("bob", default));
        // Whoever pinned before sees what was then.
        Assert.Equal(ActivityText.Of([AdaVisit, BobVisit, BobClick, CyPing]), await StoreUnderTest.ContentAsync(process.Store, before));
        Assert.True(await process.Store.RewriteAsync(default) >= 1);
        Assert.Equal(0, await process.Store.RewriteAsync(default));
        Assert.Equal(expected, await SurvivorsAsync(store));
    }

    [Fact]
    public async Task Merge_Again_ChangesNothing()
    {
        var store = Store(3);
        var process = store.Process();
        await process.Store.CommitAsync([AdaVisit, BobClick], default);
        await process.Store.MergeAsync("bob", "ada", 10_000, default);
        var epochs = (await process.Store.FoldAsync(default)).Select(pin => pin.Epoch).ToList();

        Assert.False(await process.Store.MergeAsync("bob", "ada", 10_000, default));
        Assert.False(await process.Store.MergeAsync("ada", "bob", 10_000, default));
        Assert.False(await process.Store.MergeAsync("ada", "ada", 10_000, default));

        Assert.Equal(epochs, (await process.Store.FoldAsync(default)).Select(pin => pin.Epoch));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Merge_Chain_LaterActivitiesUnderAnyIdAreTheSurvivors(int partitions)
    {
        var store = Store(partitions);
        var process = store.Process();
        await process.Store.CommitAsync([AdaVisit, BobClick, CyPing], default);
        // Unfolded when they are merged.
        var logged = new Activity("cy", "10", "ping", 5_000);
        await process.Log.AppendAsync([logged], default);
        await process.Store.MergeAsync("cy", "bob", 10_000, default);
        await process.Store.MergeAsync("bob", "ada", 10_000, default);
        await process.Store.MergeAsync("dan", "cy", 10_000, default);

        await process.Log.AppendAsync([CyPing with { Id = "11" }, BobClick, AdaVisit], default);
        var counts = await store.Process().Store.CommitAsync([CyPing with { Id = "12" }, CyPing, CyPing with { ContactId = "dan", Id = "13" }], default);

        Assert.Equal(new CommitCounts(2, 1), counts);
        Activity Ada(Activity activity, string? id = null) => activity with { ContactId = "ada", Id = id ?? activity.Id };
        Assert.Equal(
            ActivityText.Of([AdaVisit, Ada(BobClick), Ada(CyPing), Ada(logged), Ada(CyPing, "11"), Ada(CyPing, "12"), Ada(CyPing, "13")]),
            await SurvivorsAsync(store));
        Assert.Equal("ada", await process.Store.ResolveAsync("dan", default));
        Assert.Empty(await store.BlobsAsync("log/"));
    }

    [Fact]
    public async Task Merge_SomebodyAddsToTheContactMeanwhile_LosesNothing()
    {
        var store = Store(2);
        await store.Process().Store.CommitAsync([AdaVisit, BobVisit], default);
        var policy = new RequestPolicy();
        var added = 0;
        policy.Before = async request =>
        {
            if (request.Method == Azure.Core.RequestMethod.Put && request.Uri.Path.Contains("/manifests/", StringComparison.Ordinal) && added++ < 2)
                await store.Process().Store.CommitAsync([BobClick with { Id = $"meanwhile-{added}" }], default);
        };

        Assert.True(await store.Process(policy).Store.MergeAsync("bob", "ada", 10_000, default));

        Assert.Equal(
            ActivityText.Of([AdaVisit, BobClick with { ContactId = "ada", Id = "x" }, BobClick with { ContactId = "ada", Id = "y" }]), await SurvivorsAsync(store));
    }

    [Fact]
    public async Task Merge_BothWaysAtOnce_LeavesOneOfThem()
    {
        var store = Store(4);
        await store.Process().Store.CommitAsync([AdaVisit, BobClick], default);

        await Task.WhenAll(store.Process().Store.MergeAsync("bob", "ada", 10_000, default), store.Process().Store.MergeAsync("ada", "bob", 10_000, default));

        var survivor = await store.Process().Store.ResolveAsync("ada", default);
        Assert.NotNull(survivor);
        Assert.Equal(survivor, await store.Process().Store.ResolveAsync("bob", default));
        Assert.Equal(ActivityText.Of([AdaVisit with { ContactId = survivor }, BobClick with { ContactId = survivor }]), await SurvivorsAsync(store));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Erase_Contact_IsGoneAtOnceAndLaterActivitiesAreDroppedAndCounted(int partitions)
    {
        var store = Store(partitions);
        var process = store.Process();
        await process.Store.CommitAsync([AdaVisit, BobVisit, CyPing], default);
        await process.Log.AppendAsync([BobClick], default);
        await process.Store.MergeAsync("cy", "bob", 10_000, default);

        // By the id that was merged: its survivor goes, and all that was merged into it.
        await process.Store.EraseAsync("cy", default);

        Assert.Equal(ActivityText.Of([AdaVisit]), await SurvivorsAsync(store));
        Assert.Null(await process.Store.ResolveAsync("bob", default));
        Assert.Null(await process.Store.ResolveAsync("cy", default));
        Assert.Equal(new CommitCounts(1, 1, 3), await store.Process().Store.CommitAsync(
            [BobVisit, BobClick with { Id = "3" }, CyPing with { Id = "4" }, AdaVisit, AdaVisit with { Id = "5" }], default));
        Assert.False(await process.Store.MergeAsync("bob", "ada", 10_000, default));
        await process.Store.EraseAsync("bob", default);
        await process.Store.RewriteAsync(default);
        Assert.Equal(new CommitCounts(0, 0, 1), await store.Process().Store.CommitAsync([BobVisit], default));
        Assert.Equal(2, (await SurvivorsAsync(store)).Count);
    }

    [Fact]
    public async Task Erase_ContactNeverSeen_ItsActivitiesAreDropped()
    {
        var store = Store(1);
        var process = store.Process();
        await process.Store.CommitAsync([AdaVisit], default);

        await process.Store.EraseAsync("eve", default);

        Assert.Equal(new CommitCounts(0, 0, 1), await process.Store.CommitAsync([AdaVisit with { ContactId = "eve" }], default));
        Assert.Equal(ActivityText.Of([AdaVisit]), await SurvivorsAsync(store));
        Assert.Equal(new CommitCounts(1, 0), await process.Store.CommitAsync([AdaVisit with { ContactId = "eva" }], default));
    }

    [Fact]
    public async Task Rewrite_AfterAnErasure_NoBlobHoldsAnythingOfTheContact()
    {
        const string marker = "marker-of-the-erased";
        var store = Store(2);
        var process = store.Process();
        // Another process has read the dictionary, with the id in it.
        var other = store.Process();
        var gone = RandomActivities.Many(1, 40, 1).Select(activity => activity with
        {
            ContactId = "erased-contact",
            Id = "activity-" + marker + activity.Id,
            Value = marker,
            Title = marker + "-title",
            Properties = [new("note", new PropertyValue(marker + "-note"))],
        }).ToList();
        var stay = RandomActivities.Many(2, 300, 30);
        await process.Store.CommitAsync([.. gone[..10], .. stay[..100]], default);
        await other.Store.CommitAsync([.. gone[10..20], .. stay[100..200]], default);
        await other.Log.AppendAsync(gone[20..30], default);
        await process.Store.CommitAsync([gone[30] with { ContactId = "alias-of-the-erased" }], default);
        await process.Store.MergeAsync("alias-of-the-erased", "erased-contact", 10_000, default);

        await process.Store.EraseAsync("erased-contact", default);
        await other.Log.AppendAsync([.. gone[31..], .. stay[200..250]], default);
        Assert.InRange(await process.Store.RewriteAsync(default), 1, 2);
        await other.Store.CommitAsync(stay[250..], default);
        await process.Store.SweepAsync([], TimeSpan.Zero, default);

        Assert.Equal(ActivityText.Of(stay), await SurvivorsAsync(store));
        await foreach (var item in store.Container.GetBlobsAsync())
        {
            var bytes = (await store.Container.GetBlobClient(item.Name).DownloadContentAsync()).Value.Content.ToArray();
            Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(marker)) < 0, item.Name);
            Assert.True(bytes.AsSpan().IndexOf("erased-contact"u8) < 0, item.Name);
            Assert.True(bytes.AsSpan().IndexOf("alias-of-the-erased"u8) < 0, item.Name);
        }
    }

    [Fact]
    public async Task Erase_WithoutTheKeyOrWithAnother_SaysWhichSetting()
    {
        var store = Store(1);
        var keyless = store.Process(options: store.Options with { ErasureKey = null });
        await keyless.Store.CommitAsync([AdaVisit, BobVisit], default);

        Assert.Equal("erasure_key_missing", (await Assert.ThrowsAsync<ProblemException>(() => keyless.Store.EraseAsync("bob", default))).Code);
        await store.Process().Store.EraseAsync("bob", default);

        // Without it nobody can tell whether an activity is of an erased contact.
        Assert.Equal("erasure_key_missing", (await Assert.ThrowsAsync<ProblemException>(() => keyless.Store.CommitAsync([CyPing], default))).Code);
        var mistaken = store.Process(options: store.Options with { ErasureKey = new ErasureKey("another secret of tests") });
        Assert.Equal("erasure_key_differs", (await Assert.ThrowsAsync<ProblemException>(() => mistaken.Store.CommitAsync([CyPing], default))).Code);
        Assert.Equal(ActivityText.Of([AdaVisit]), await SurvivorsAsync(store));
    }

    [Fact]
    public async Task ReadChanges_MergeAndErasure_NameTheContacts()
    {
        var store = Store(1);
        var process = store.Process();
        await process.Store.CommitAsync([AdaVisit, BobClick, CyPing], default);
        var before = (await process.Store.FoldAsync(default))[0];
        await process.Store.MergeAsync("bob", "ada", 10_000, default);
        await process.Store.EraseAsync("cy", default);
        await process.Store.RewriteAsync(default);
        var after = (await process.Store.FoldAsync(default))[0];

        var snapshot = await process.Store.OpenAsync(after, default);
        var changes = await snapshot.ReadChangesAsync(before.Epoch, default);

        Assert.Equal([0, 1, 2], changes!.Of(["click"]));
        Assert.Equal([1, 2], changes.Wholly);
        Assert.Equal([1, 2], await snapshot.ReadRemovedContactsAsync(default));
        Assert.Equal((3, 1), (snapshot.Contacts, snapshot.SurvivingContacts));
    }

    [Fact]
    public async Task FindIds_AsContactsComeAndGo_SaysWhoTheyAreNow()
    {
        var store = Store(1);
        var (process, other) = (store.Process(), store.Process());
        await process.Store.CommitAsync([AdaVisit, BobVisit], default);
        NumberedContacts[] both = [new(0, [1, 0])], three = [new(0, [2, 1, 0, 2])];
        Assert.Equal(["bob", "ada"], (await other.Store.FindIdsAsync(both, default))[0].ToStrings());

        // A number that came later, though the first ones are known.
        await process.Store.CommitAsync([CyPing], default);
        Assert.Equal(["cy", "bob", "ada", "cy"], (await other.Store.FindIdsAsync(three, default))[0].ToStrings());
        await process.Store.EraseAsync("ada", default);
        Assert.Equal(["cy", "bob", "", "cy"], (await other.Store.FindIdsAsync(three, default))[0].ToStrings());
        // Lists of earlier results go on naming who was merged.
        await process.Store.MergeAsync("bob", "cy", 0, default);
        Assert.Equal(["cy", "bob", "", "cy"], (await other.Store.FindIdsAsync(three, default))[0].ToStrings());
        await process.Store.RewriteAsync(default);
        Assert.Equal(["cy", "bob", "", "cy"], (await store.Process().Store.FindIdsAsync(three, default))[0].ToStrings());

        await Assert.ThrowsAsync<CorruptBlobException>(() => other.Store.FindIdsAsync([new(0, [3])], default));
    }

    private StoreUnderTest Store(int partitions)
    {
        var store = new StoreUnderTest(azurite.ConnectionString, partitions);
        return new StoreUnderTest(azurite.ConnectionString, partitions) { Options = store.Options with { ErasureKey = Key } };
    }

    /// <summary>What a process that has just started finds after a fold: the activities of surviving contacts, and no other contact.</summary>
    internal static async Task<IReadOnlyList<string>> SurvivorsAsync(StoreUnderTest store)
    {
        var reader = store.Process().Store;
        var lines = new List<string>();
        foreach (var pin in await reader.FoldAsync(default))
        {
            var snapshot = await reader.OpenAsync(pin, default);
            var ids = (await snapshot.ReadContactIdsAsync(default)).ToStrings();
            var read = ActivityText.Of(await snapshot.ReadAsync(StoreUnderTest.Types, StoreUnderTest.Fields, default), contact => ids[contact]);
            Assert.Equal(pin.Contacts, ids.Count);
            Assert.Equal(snapshot.SurvivingContacts, ids.Count(id => id.Length > 0));
            Assert.DoesNotContain(read, line => line.StartsWith(' '));
            lines.AddRange(read);
        }
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }
}
