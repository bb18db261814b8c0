using Azure.Core;
using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Activities.Segments;
using CustomerJourneys.Storage.Activities;
using CustomerJourneys.Testing.Activities;

namespace CustomerJourneys.Storage.Tests.Activities;

[Collection(OnAzurite.Name)]
public sealed class BlobActivityStoreTests(AzuriteOfRun azurite)
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public async Task Fold_AnyNumberOfPartitions_HasTheSameContent(int partitions)
    {
        var store = new StoreUnderTest(azurite.ConnectionString, partitions);
        var activities = RandomActivities.Many(1, 2_000, 200);
        var process = store.Process();
        foreach (var batch in activities.Chunk(333))
            await process.Log.AppendAsync(batch, default);

        var pins = await process.Store.FoldAsync(default);

        Assert.Equal(Enumerable.Range(0, partitions), pins.Select(pin => pin.Partition));
        Assert.Equal(ActivityText.Of(activities), await StoreUnderTest.ContentAsync(process.Store, pins));
        Assert.Empty(await store.BlobsAsync("log/"));
    }

    [Fact]
    public async Task Fold_NothingNew_ListsAndGivesThePinsAsTheyWere()
    {
        var store = new StoreUnderTest(azurite.ConnectionString, partitions: 16);
        var policy = new RequestPolicy();
        var process = store.Process(policy);
        await process.Store.CommitAsync(RandomActivities.Many(1, 500, 50), default);
        var pins = await process.Store.FoldAsync(default);
        var sent = policy.Sent.Count;

        Assert.Same(pins, await process.Store.FoldAsync(default));

        // The log, the ledger, and which versions the manifests have.
        Assert.Equal(3, policy.Sent.Count - sent);
    }

    [Fact]
    public async Task Fold_AnotherProcessCommittedSince_PinsWhatItStored()
    {
        var store = new StoreUnderTest(azurite.ConnectionString);
        var (ours, other) = (store.Process(), store.Process());
        var activities = RandomActivities.Many(1, 600, 50);
        await ours.Store.CommitAsync(activities[..300], default);
        await ours.Store.FoldAsync(default);
        await other.Store.CommitAsync(activities[300..], default);

        Assert.Equal(ActivityText.Of(activities), await StoreUnderTest.ContentAsync(ours.Store, await ours.Store.FoldAsync(default)));

        await other.Store.MergeAsync("c-1", "c-2", 10_000, default);
        Assert.Equal(1, (await ours.Store.FoldAsync(default)).Sum(pin => pin.RemovedContacts));
    }

    [Fact]
    public async Task Fold_EmptyStore_GivesEmptyPins()
    {
        var store = new StoreUnderTest(azurite.ConnectionString).Process().Store;
        var pins = await store.FoldAsync(default);

        Assert.All(pins, pin => Assert.Equal((0, 0L), (pin.Contacts, pin.Activities)));
        Assert.Empty(await StoreUnderTest.ContentAsync(store, pins));
    }

    [Fact]
    public async Task Fold_RepeatsOverBatchesProcessesAndImports_AreDropped()
    {
        var store = new StoreUnderTest(azurite.ConnectionString);
        var activities = RandomActivities.Many(2, 1_000, 80);
        var first = store.Process();
        await first.Log.AppendAsync(activities, default);
        await first.Log.AppendAsync(activities[500..], default);
        await first.Store.FoldAsync(default);
        await first.Log.AppendAsync(activities[..700], default);
        var second = store.Process();
        await second.Log.AppendAsync(activities, default);
        Assert.Equal(new CommitCounts(0, 1_000), await second.Store.CommitAsync(activities, default));

        Assert.Equal(ActivityText.Of(activities), await store.FoldedAsync());
    }

    [Fact]
    public async Task Fold_RepeatWithOtherContent_KeepsTheFirst()
    {
        var store = new StoreUnderTest(azurite.ConnectionString);
        var process = store.Process();
        var first = new Activity("ada", "1", "pagevisit", 5) { Url = "/first" };
        await process.Log.AppendAsync([first, first with { Url = "/same-batch" }, first with { ContactId = "Ada" }], default);
        await process.Log.AppendAsync([first with { Url = "/later-batch" }], default);
        await process.Store.FoldAsync(default);
        await process.Log.AppendAsync([first with { Type = "ping", OccurredAt = 6 }], default);

        Assert.Equal(ActivityText.Of([first, first with { ContactId = "Ada" }]), await store.FoldedAsync());
    }

    [Fact]
    public async Task Commit_Imports_CountsNewOnesAndRepeats()
    {
        var store = new StoreUnderTest(azurite.ConnectionString);
        var activities = RandomActivities.Many(3, 900, 60);
        var process = store.Process();

        Assert.Equal(new CommitCounts(600, 100), await process.Store.CommitAsync([.. activities[..600], .. activities[..100]], default));
        Assert.Equal(new CommitCounts(300, 600), await process.Store.CommitAsync(activities, default));
        Assert.Equal(default, await process.Store.CommitAsync([], default));
        Assert.Equal(ActivityText.Of(activities), await store.FoldedAsync());
    }

    [Fact]
    public async Task Fold_SmallPortions_CommitsEachAndHasTheSameContent()
    {
        var store = new StoreUnderTest(azurite.ConnectionString, partitions: 2);
        var options = store.Options with { FoldPortionBytes = 10_000, MaxBlockBytes = 4_000 };
        var policy = new RequestPolicy();
        var process = store.Process(policy, options);
        var activities = RandomActivities.Many(4, 1_500, 100);
        await process.Log.AppendAsync(activities, default);

        var pins = await process.Store.FoldAsync(default);

        var commits = policy.Sent.Count(request => request.StartsWith("PUT", StringComparison.Ordinal) && request.Contains("/manifests/", StringComparison.Ordinal));
        Assert.InRange(commits, 2 * 8, 2 * 40);
        Assert.Equal(ActivityText.Of(activities), await StoreUnderTest.ContentAsync(process.Store, pins));
    }

    [Fact]
    public async Task Fold_TwoProcessesAtOnceWhileOthersAppend_LosesAndDoublesNothing()
    {
        var store = new StoreUnderTest(azurite.ConnectionString);
        var activities = RandomActivities.Many(5, 3_000, 150);
        var writers = new[] { store.Process(options: store.Options with { MaxLogBlocks = 4 }), store.Process() };
        var folders = new[] { store.Process(), store.Process() };
        var appends = Task.WhenAll(activities.Chunk(50).Select((batch, i) => writers[i % 2].Log.AppendAsync(batch, default)));
        var folds = Task.WhenAll(folders.Select(async folder =>
        {
            for (var round = 0; round < 6; round++)
                await folder.Store.FoldAsync(default);
        }));
        await Task.WhenAll(appends, folds);

        Assert.Equal(ActivityText.Of(activities), await store.FoldedAsync());
        var pins = await Task.WhenAll(folders.Select(folder => folder.Store.FoldAsync(default)));
        Assert.Equal(ActivityText.Of(activities), await StoreUnderTest.ContentAsync(folders[0].Store, pins[0]));
        Assert.Equal(ActivityText.Of(activities), await StoreUnderTest.ContentAsync(folders[1].Store, pins[1]));
    }

    [Fact]
    public async Task Fold_AppendBetweenReadingAndDeletingALog_KeepsTheLog()
    {
        var store = new StoreUnderTest(azurite.ConnectionString);
        var writer = store.Process();
        var activities = RandomActivities.Many(6, 200, 20);
        await writer.Log.AppendAsync(activities[..100], default);
        var policy = new RequestPolicy();
        policy.Before = async request =>
        {
            if (request.Method == RequestMethod.Delete)
                await writer.Log.AppendAsync(activities[100..], default);
        };

        await store.Process(policy).Store.FoldAsync(default);

        Assert.Single(await store.BlobsAsync("log/"));
        Assert.Equal(ActivityText.Of(activities), await store.FoldedAsync());
        Assert.Empty(await store.BlobsAsync("log/"));
    }

    [Fact]
    public async Task Fold_LogsThatAreGone_AreDroppedFromTheManifests()
    {
        var store = new StoreUnderTest(azurite.ConnectionString, partitions: 1);
        var process = store.Process();
        for (var round = 0; round < 5; round++)
        {
            await process.Log.AppendAsync(RandomActivities.Many(round, 5, 5), default);
            await process.Store.FoldAsync(default);
        }
        var json = (await store.Container.GetBlobClient("manifests/0000").DownloadContentAsync()).Value.Content.ToArray();

        Assert.InRange(PartitionManifest.Parse(0, json).Folded.Count, 1, 2);
    }

    [Fact]
    public async Task Fold_NothingNew_WritesNothing()
    {
        var store = new StoreUnderTest(azurite.ConnectionString);
        await store.Process().Log.AppendAsync(RandomActivities.Many(7, 100, 30), default);
        await store.FoldedAsync();
        var policy = new RequestPolicy();

        await store.Process(policy).Store.FoldAsync(default);

        Assert.DoesNotContain(policy.Sent, request => request.StartsWith("PUT", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/segments/")]
    [InlineData("/contacts/")]
    [InlineData("/manifests/")]
    public async Task Commit_AnswerLostAndRequestRepeatedByTheClient_CountsOnce(string path)
    {
        var store = new StoreUnderTest(azurite.ConnectionString, partitions: 1);
        var activities = RandomActivities.Many(13, 100, 20);
        var policy = new RequestPolicy();
        var lost = 0;
        policy.After = message => message.Request.Method == RequestMethod.Put && message.Request.Uri.Path.Contains(path, StringComparison.Ordinal) && lost++ == 0
            ? throw new IOException("the answer is lost")
            : Task.CompletedTask;

        var counts = await store.Process(policy, clientRetries: 2).Store.CommitAsync(activities, default);

        Assert.Equal(new CommitCounts(100, 0), counts);
        Assert.InRange(lost, 2, 3);
        Assert.Equal(ActivityText.Of(activities), await store.FoldedAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commit_AnotherProcessCommitsInBetween_IsDoneAgainOnTopOfIt(bool firstCommitOfThePartition)
    {
        var store = new StoreUnderTest(azurite.ConnectionString, partitions: 1);
        var activities = RandomActivities.Many(15, 400, 40);
        if (!firstCommitOfThePartition)
            await store.Process().Store.CommitAsync(activities[..10], default);
        await store.Process().Log.AppendAsync(activities[200..], default);
        var policy = new RequestPolicy();
        policy.Before = async request =>
        {
            if (request.Method != RequestMethod.Put || !request.Uri.Path.Contains("/manifests/", StringComparison.Ordinal))
                return;
            policy.Before = _ => Task.CompletedTask;
            await store.Process().Store.CommitAsync(activities[50..250], default);
            await store.Process().Store.FoldAsync(default);
        };

        var counts = await store.Process(policy).Store.CommitAsync(activities[10..100], default);

        Assert.Equal(new CommitCounts(40, 50), counts);
        Assert.Equal(ActivityText.Of(activities[(firstCommitOfThePartition ? 10 : 0)..]), await store.FoldedAsync());
    }

    [Fact]
    public async Task Fold_AnotherProcessFoldsAndDeletesALogThatItHasListed_PinsItsActivitiesAllTheSame()
    {
        var store = new StoreUnderTest(azurite.ConnectionString);
        var activities = RandomActivities.Many(14, 300, 30);
        await store.Process().Log.AppendAsync(activities[..200], default);
        await store.Process().Log.AppendAsync(activities[200..], default);
        var policy = new RequestPolicy();
        policy.Before = async request =>
        {
            if (request.Method != RequestMethod.Get || !request.Uri.Path.Contains("/log/", StringComparison.Ordinal))
                return;
            policy.Before = _ => Task.CompletedTask;
            await store.Process().Store.FoldAsync(default);
        };
        var process = store.Process(policy);

        var pins = await process.Store.FoldAsync(default);

        Assert.Equal(ActivityText.Of(activities), await StoreUnderTest.ContentAsync(process.Store, pins));
    }

    [Theory]
    [InlineData(1_000_000)]
    [InlineData(0)]
    public async Task Commit_ManySmallOnes_AreMergedAndKeepContentAndNumbers(long cachedContacts)
    {
        var store = new StoreUnderTest(azurite.ConnectionString, partitions: 1);
        var process = store.Process(options: store.Options with { CachedContacts = cachedContacts, CachedFooters = 3 });
        var activities = RandomActivities.Many(8, 1_200, 300);
        IReadOnlyList<string> early = [];
        foreach (var batch in activities.Chunk(40))
        {
            await process.Store.CommitAsync(batch, default);
            if (early.Count == 0)
                early = await ContactsAsync(process.Store);
        }
        var pin = (await process.Store.FoldAsync(default))[0];

        var manifest = PartitionManifest.Parse(0, System.Text.Encoding.UTF8.GetBytes(pin.Manifest));
        Assert.InRange(manifest.Segments.Count, 1, 8);
        Assert.InRange(manifest.ContactNumbers.Count, 1, 8);
        Assert.Contains(manifest.Segments, segment => segment.Level > 0);
        Assert.Equal(early, (await ContactsAsync(process.Store)).Take(early.Count));
        Assert.Equal(ActivityText.Of(activities), await store.FoldedAsync());
        Assert.Equal(new CommitCounts(0, 1_200), await store.Process().Store.CommitAsync(activities, default));
    }

    [Fact]
    public async Task Read_OneTypeWithoutFields_FetchesLittleOfTheSegment()
    {
        var store = new StoreUnderTest(azurite.ConnectionString, partitions: 1);
        await store.Process().Store.CommitAsync(RandomActivities.Many(9, 60_000, 5_000), default);
        var policy = new RequestPolicy();
        var reader = store.Process(policy).Store;
        var pin = (await reader.FoldAsync(default))[0];
        long bytes = 0;
        policy.After = message =>
        {
            bytes += message.Response.Headers.ContentLength ?? 0;
            return Task.CompletedTask;
        };
        var snapshot = await reader.OpenAsync(pin, default);

        var part = Assert.Single(await snapshot.ReadAsync(["PURCHASE"], [], default));

        Assert.Equal("purchase", part.Type);
        Assert.Empty(part.Fields);
        Assert.InRange(part.Count, 10_000, 14_000);
        Assert.InRange(bytes, part.Count * 4, 180_000);
        var requests = policy.Sent.Count;
        // The next one that wants the same reads it from memory.
        await snapshot.ReadAsync(["purchase"], [], default);
        Assert.Equal(requests, policy.Sent.Count);
    }

    [Fact]
    public async Task Read_UnknownType_IsEmpty()
    {
        var store = new StoreUnderTest(azurite.ConnectionString, partitions: 1).Process().Store;
        await store.CommitAsync(RandomActivities.Many(10, 10, 5), default);
        var snapshot = await store.OpenAsync((await store.FoldAsync(default))[0], default);

        Assert.Empty(await snapshot.ReadAsync(["nothing"], ["value"], default));
    }

    [Fact]
    public async Task Read_DamagedSegment_FailsAsCorrupt()
    {
        var store = new StoreUnderTest(azurite.ConnectionString, partitions: 1);
        await store.Process().Store.CommitAsync(RandomActivities.Many(11, 500, 50), default);
        var blob = store.Container.GetBlobClient(Assert.Single(await store.BlobsAsync("segments/")));
        var bytes = (await blob.DownloadContentAsync()).Value.Content.ToArray();
        var group = SegmentContent.Read("s", bytes).Index.Find("click")!;
        bytes[group.Keys.Offset + 3] ^= 4;
        await blob.UploadAsync(new BinaryData(bytes), overwrite: true);

        var exception = await Assert.ThrowsAsync<SegmentCorruptException>(store.FoldedAsync);
        Assert.Equal(blob.Name, exception.Blob);
    }

    [Fact]
    public async Task Sweep_ReplacedBlobs_GoOnlyWhenNoPlanNamesThem()
    {
        var store = new StoreUnderTest(azurite.ConnectionString, partitions: 1);
        var options = store.Options with { MaxSegments = 2 };
        var process = store.Process(options: options);
        var activities = RandomActivities.Many(12, 300, 30);
        await process.Store.CommitAsync(activities[..100], default);
        await process.Store.CommitAsync(activities[100..200], default);
        var old = await process.Store.FoldAsync(default);
        await process.Store.CommitAsync(activities[200..], default);
        var named = BlobActivityStore.BlobNamesOf(old[0]);

        Assert.Equal(0, await process.Store.SweepAsync([], TimeSpan.FromHours(1), default));
        await process.Store.SweepAsync(named, TimeSpan.Zero, default);
        Assert.Equal(ActivityText.Of(activities[..200]), await StoreUnderTest.ContentAsync(process.Store, old));

        Assert.InRange(await process.Store.SweepAsync([], TimeSpan.Zero, default), 2, 4);
        var pins = await process.Store.FoldAsync(default);
        Assert.Equal(BlobActivityStore.BlobNamesOf(pins[0]).Order(), (await store.BlobsAsync("changes/")).Concat(await store.BlobsAsync("segments/")).Concat(await store.BlobsAsync("contacts/")).Order());
        Assert.Equal(ActivityText.Of(activities), await store.FoldedAsync());
    }

    [Fact]
    public async Task Partitions_ConfiguredOtherwiseThanStored_SaysWhichSetting()
    {
        var store = new StoreUnderTest(azurite.ConnectionString, partitions: 3);
        Assert.Equal(3, await store.Process().Store.PartitionsAsync(default));

        var exception = await Assert.ThrowsAsync<StoreConfigurationException>(() => store.Process(options: store.Options with { Partitions = 16 }).Store.PartitionsAsync(default));

        Assert.Equal(("Partitions", 16, 3), (exception.Setting, exception.Configured, exception.Stored));
    }

    private static async Task<IReadOnlyList<string>> ContactsAsync(BlobActivityStore store) =>
        (await (await store.OpenAsync((await store.FoldAsync(default))[0], default)).ReadContactIdsAsync(default)).ToStrings();
}
