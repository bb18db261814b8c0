using System.Globalization;
using System.Text;
using Azure.Core;
using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Changes;
using CustomerJourneys.Storage.Activities;
using CustomerJourneys.Testing.Activities;

namespace CustomerJourneys.Storage.Tests.Activities;

[Collection(OnAzurite.Name)]
public sealed class ChangesOfCommitsTests(AzuriteOfRun azurite)
{
    [Fact]
    public async Task ReadChanges_ManyCommitsWithRepeatsAndMerges_NamesWhatChangedSinceEach()
    {
        var store = new StoreUnderTest(azurite.ConnectionString, partitions: 1);
        var process = store.Process(options: store.Options with { MaxSegments = 3 });
        var random = new Random(1);
        var activities = RandomActivities.Many(1, 600, 200);
        var epochs = new List<(long Epoch, int Sent)>();
        for (var sent = 0; sent < activities.Count;)
        {
            var count = Math.Min(random.Next(1, 30), activities.Count - sent);
            await process.Store.CommitAsync([.. activities[sent..(sent + count)], .. activities.Take(random.Next(20))], default);
            sent += count;
            epochs.Add((await PinAsync(process.Store) is var pin ? pin.Epoch : 0, sent));
        }

        var last = await PinAsync(process.Store);
        var snapshot = await process.Store.OpenAsync(last, default);
        var ids = (await snapshot.ReadContactIdsAsync(default)).ToStrings();
        Assert.True(epochs.Count > ChangesPolicy.MaxBlobs * 2);
        for (var i = 0; i < epochs.Count; i++)
        {
            var changes = await snapshot.ReadChangesAsync(epochs[i].Epoch, default);
            Assert.NotNull(changes);
            var named = changes.ByType.SelectMany(type => type.Value.Select(contact => (Type: type.Key.ToLowerInvariant(), Contact: ids[contact]))).ToHashSet();
            var expected = activities.Skip(epochs[i].Sent).Select(activity => (activity.Type.ToLowerInvariant(), activity.ContactId)).ToHashSet();
            Assert.Empty(expected.Except(named));
            // Of the last commits each is known by itself.
            if (i >= epochs.Count - (ChangesPolicy.MaxBlobs / 2))
                Assert.Empty(named.Except(expected));
        }
        var manifest = PartitionManifest.Parse(0, Encoding.UTF8.GetBytes(last.Manifest));
        Assert.InRange(manifest.Changes.Count, 2, ChangesPolicy.MaxBlobs);
    }

    [Fact]
    public async Task ReadChanges_RepeatsOnly_LeaveTheEpochOrNameNothing()
    {
        var store = new StoreUnderTest(azurite.ConnectionString, partitions: 1);
        var process = store.Process(options: store.Options with { MaxLogLag = 0 });
        var activities = RandomActivities.Many(2, 50, 10);
        await process.Store.CommitAsync(activities, default);
        var before = await PinAsync(process.Store);

        await process.Store.CommitAsync(activities, default);
        Assert.Equal(before.Epoch, (await PinAsync(process.Store)).Epoch);
        // Here the manifest is replaced, since it passes the log.
        await process.Log.AppendAsync(activities, default);
        var after = await PinAsync(process.Store);

        Assert.True(after.Epoch > before.Epoch);
        Assert.Equal(0, (await ChangesAsync(process.Store, after, before.Epoch))!.Count);
    }

    [Fact]
    public async Task ReadChanges_AnotherProcessCommittedInBetween_HasBoth()
    {
        var store = new StoreUnderTest(azurite.ConnectionString, partitions: 1);
        Activity ada = new("ada", "1", "click", 1), bob = new("bob", "1", "ping", 1), cy = new("cy", "1", "click", 1);
        await store.Process().Store.CommitAsync([ada], default);
        var before = await PinAsync(store.Process().Store);
        var policy = new RequestPolicy();
        policy.Before = async request =>
        {
            if (request.Method != RequestMethod.Put || !request.Uri.Path.Contains("/manifests/", StringComparison.Ordinal))
                return;
            policy.Before = _ => Task.CompletedTask;
            await store.Process().Store.CommitAsync([bob], default);
        };
        var process = store.Process(policy);
        await process.Store.CommitAsync([cy], default);

        var after = await PinAsync(process.Store);

        var changes = await ChangesAsync(process.Store, after, before.Epoch);
        Assert.Equal([2], changes!.ByType["click"]);
        Assert.Equal([1], changes.ByType["ping"]);
        Assert.Equal<int[]>([2], (await ChangesAsync(process.Store, after, before.Epoch + 1))!.Of(["click", "ping"]));
        await process.Store.SweepAsync([], TimeSpan.Zero, default);
        Assert.Equal(3, (await store.BlobsAsync("changes/")).Count);
    }

    [Fact]
    public async Task ReadChanges_OfEpochsThatAreNotKnown_SaysSo()
    {
        var store = new StoreUnderTest(azurite.ConnectionString, partitions: 1);
        var process = store.Process();
        await process.Store.CommitAsync([new("ada", "1", "click", 1)], default);
        var small = await PinAsync(process.Store);
        var everybody = Enumerable.Range(0, 5_000).Select(i => new Activity(Invariant(i), "1", i % 2 == 0 ? "click" : "ping", 1)).ToList();
        await process.Store.CommitAsync(everybody, default);
        await process.Store.CommitAsync([.. everybody.Select(activity => activity with { Id = "2" })], default);
        var large = await PinAsync(process.Store);
        await process.Store.CommitAsync([new("ada", "2", "click", 1)], default);
        var after = await PinAsync(process.Store);

        Assert.Null(await ChangesAsync(process.Store, after, small.Epoch));
        Assert.Equal<int[]>([0], (await ChangesAsync(process.Store, after, large.Epoch))!.ByType["click"]);
        Assert.Null(await ChangesAsync(process.Store, large, after.Epoch));
        Assert.Equal(0, (await ChangesAsync(process.Store, after, after.Epoch))!.Count);
    }

    [Fact]
    public async Task ReadChanges_ManifestOfTheFirstVersion_KnowsThemFromTheNextCommitOn()
    {
        var store = new StoreUnderTest(azurite.ConnectionString, partitions: 1);
        await store.Process().Store.CommitAsync([new("ada", "1", "click", 1)], default);
        var blob = store.Container.GetBlobClient("manifests/0000");
        var json = (await blob.DownloadContentAsync()).Value.Content.ToString();
        json = json[..json.IndexOf(",\"changes\":", StringComparison.Ordinal)].Replace("\"schemaVersion\":2", "\"schemaVersion\":1", StringComparison.Ordinal) + "}";
        await blob.UploadAsync(new BinaryData(json), overwrite: true);
        var process = store.Process();
        var first = await PinAsync(process.Store);

        await process.Store.CommitAsync([new("bob", "1", "click", 1)], default);
        var second = await PinAsync(process.Store);

        Assert.Equal((1L, 2L), (first.Activities, second.Activities));
        Assert.Null(await ChangesAsync(process.Store, second, 0));
        Assert.Equal<int[]>([1], (await ChangesAsync(process.Store, second, first.Epoch))!.Of(["click"]));
    }

    private static async Task<PartitionPin> PinAsync(BlobActivityStore store) => (await store.FoldAsync(default))[0];

    private static async Task<PartitionChanges?> ChangesAsync(BlobActivityStore store, PartitionPin pin, long since) =>
        await (await store.OpenAsync(pin, default)).ReadChangesAsync(since, default);

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);
}
