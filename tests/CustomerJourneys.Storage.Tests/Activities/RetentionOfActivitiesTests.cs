using CustomerJourneys.Activities;
using CustomerJourneys.Testing.Activities;

namespace CustomerJourneys.Storage.Tests.Activities;

[Collection(OnAzurite.Name)]
public sealed class RetentionOfActivitiesTests(AzuriteOfRun azurite)
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Rewrite_OldActivities_AreDroppedAndSegmentsThatAreOldThroughoutAreNotRead()
    {
        var store = new StoreUnderTest(azurite.ConnectionString, partitions: 1);
        var process = store.Process();
        await process.Store.CommitAsync([At(200, "1"), At(100, "2")], default);
        await process.Store.CommitAsync([At(150, "3"), At(20, "4")], default);
        await process.Store.CommitAsync([At(10, "5"), At(1, "6")], default);
        var segments = await store.BlobsAsync("segments/");
        var before = (await process.Store.FoldAsync(default))[0];
        var policy = new RequestPolicy();
        var keeping = store.Process(policy, store.Options with { MaxActivityAge = TimeSpan.FromDays(50) });

        Assert.Equal(1, await keeping.Store.RewriteAsync(default));

        Assert.Equal(ActivityText.Of([At(20, "4"), At(10, "5"), At(1, "6")]), await store.FoldedAsync());
        // Of each segment the footer; one of them whole.
        Assert.Equal([1, 1, 2], segments.Select(name => policy.Sent.Count(sent => sent.StartsWith("GET", StringComparison.Ordinal) && sent.Contains(name, StringComparison.Ordinal))).Order());
        Assert.Equal(0, await keeping.Store.RewriteAsync(default));
        var snapshot = await keeping.Store.OpenAsync((await keeping.Store.FoldAsync(default))[0], default);
        Assert.Null(await snapshot.ReadChangesAsync(before.Epoch, default));
        Assert.Equal(3, snapshot.Activities);
        Assert.Single((await store.BlobsAsync("segments/")).Except(segments));
    }

    [Fact]
    public async Task Commit_OldActivities_AreDroppedAndCounted()
    {
        var store = new StoreUnderTest(azurite.ConnectionString, partitions: 2);
        var process = store.Process(options: store.Options with { MaxActivityAge = TimeSpan.FromDays(50) });
        await process.Log.AppendAsync([At(52, "1"), At(49, "2")], default);

        var counts = await process.Store.CommitAsync([At(60, "3"), At(51.5, "4"), At(3, "5")], default);
        await process.Store.FoldAsync(default);

        Assert.Equal(new CommitCounts(1, 0, 2), counts);
        Assert.Equal(ActivityText.Of([At(49, "2"), At(3, "5")]), await store.FoldedAsync());
        Assert.Equal(0, await process.Store.RewriteAsync(default));
    }

    private static Activity At(double daysAgo, string id) => new("ada", id, "click", (Now - TimeSpan.FromDays(daysAgo)).ToUnixTimeMilliseconds());
}
