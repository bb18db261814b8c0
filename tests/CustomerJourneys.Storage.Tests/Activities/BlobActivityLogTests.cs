using Azure;
using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Log;
using CustomerJourneys.Problems;
using CustomerJourneys.Testing.Activities;

namespace CustomerJourneys.Storage.Tests.Activities;

[Collection(OnAzurite.Name)]
public sealed class BlobActivityLogTests(AzuriteOfRun azurite)
{
    [Fact]
    public async Task Append_WhenItReturns_AnotherProcessFindsTheActivities()
    {
        var store = new StoreUnderTest(azurite.ConnectionString);
        var activities = RandomActivities.Many(1, 300, 40);

        await store.Process().Log.AppendAsync(activities, default);

        Assert.Equal(ActivityText.Of(activities), await store.FoldedAsync());
    }

    [Fact]
    public async Task Append_CallersWhoComeWhileOneIsInFlight_ShareTheNextAppend()
    {
        var store = new StoreUnderTest(azurite.ConnectionString);
        var policy = new RequestPolicy();
        var log = store.Process(policy).Log;
        var activities = RandomActivities.Many(2, 200, 40);
        await log.AppendAsync(activities[..1], default);
        var hold = new TaskCompletionSource();
        policy.Before = request => RequestPolicy.IsAppend(request) ? hold.Task : Task.CompletedTask;

        var callers = activities.Skip(1).Select(activity => log.AppendAsync([activity], default)).ToList();
        hold.SetResult();
        await Task.WhenAll(callers);

        Assert.InRange(policy.Appends, 2, 12);
        Assert.Equal(ActivityText.Of(activities), await store.FoldedAsync());
    }

    [Fact]
    public async Task Append_AnswerLost_IsFoundByItsBatchIdAndNotSentAgain()
    {
        var store = new StoreUnderTest(azurite.ConnectionString);
        var policy = new RequestPolicy();
        var log = store.Process(policy).Log;
        var activities = RandomActivities.Many(3, 30, 10);
        await log.AppendAsync(activities[..10], default);
        policy.After = message =>
        {
            if (!RequestPolicy.IsAppend(message.Request))
                return Task.CompletedTask;
            policy.After = _ => Task.CompletedTask;
            throw new IOException("the answer is lost");
        };

        await log.AppendAsync(activities[10..20], default);
        await log.AppendAsync(activities[20..], default);

        Assert.Equal(3, policy.Appends);
        Assert.Equal(3, await CountBlocksAsync(store));
        Assert.Equal(ActivityText.Of(activities), await store.FoldedAsync());
    }

    [Fact]
    public async Task Append_ClientRepeatsARequestThatTookEffect_IsSettledByTheTail()
    {
        var store = new StoreUnderTest(azurite.ConnectionString);
        var policy = new RequestPolicy();
        var log = store.Process(policy).Log;
        // As a client's own retry does: the first try takes effect unseen, the second meets 412.
        policy.After = message =>
        {
            if (!RequestPolicy.IsAppend(message.Request))
                return Task.CompletedTask;
            policy.After = _ => Task.CompletedTask;
            throw new RequestFailedException(412, "AppendPositionConditionNotMet");
        };
        var activities = RandomActivities.Many(4, 10, 10);

        await log.AppendAsync(activities, default);

        Assert.Equal(1, await CountBlocksAsync(store));
        Assert.Equal(ActivityText.Of(activities), await store.FoldedAsync());
    }

    [Fact]
    public async Task Append_ConnectionResetBeforeItArrives_IsSentAgain()
    {
        var store = new StoreUnderTest(azurite.ConnectionString);
        var policy = new RequestPolicy();
        var log = store.Process(policy).Log;
        await log.AppendAsync(RandomActivities.Many(5, 1, 1), default);
        var failed = 0;
        policy.Before = request => RequestPolicy.IsAppend(request) && failed++ == 0 ? throw new IOException("connection reset") : Task.CompletedTask;

        await log.AppendAsync(RandomActivities.Many(6, 1, 1), default);

        Assert.Equal(3, policy.Appends);
        Assert.Equal(2, await CountBlocksAsync(store));
    }

    [Fact]
    public async Task Append_StorageUnreachable_CallersGetTheErrorAndTheNextAppendWorks()
    {
        var store = new StoreUnderTest(azurite.ConnectionString);
        var policy = new RequestPolicy();
        var log = store.Process(policy).Log;
        await log.AppendAsync(RandomActivities.Many(7, 1, 1), default);
        policy.Before = _ => throw new IOException("unreachable");

        await Assert.ThrowsAsync<IOException>(() => log.AppendAsync(RandomActivities.Many(8, 1, 1), default));
        Assert.Equal(1 + store.Options.AppendAttempts, policy.Appends);

        policy.Before = _ => Task.CompletedTask;
        await log.AppendAsync(RandomActivities.Many(9, 1, 1), default);
        Assert.Equal(2, (await store.FoldedAsync()).Count);
    }

    [Fact]
    public async Task Append_BlobIsDeletedUnderIt_GoesOnInTheNextOne()
    {
        var store = new StoreUnderTest(azurite.ConnectionString);
        var log = store.Process().Log;
        await log.AppendAsync(RandomActivities.Many(10, 20, 5), default);
        Assert.Equal(20, (await store.FoldedAsync()).Count);
        Assert.Empty(await store.BlobsAsync("log/"));

        await log.AppendAsync(RandomActivities.Many(11, 20, 5), default);

        Assert.EndsWith("/00000001", Assert.Single(await store.BlobsAsync("log/")), StringComparison.Ordinal);
        Assert.Equal(40, (await store.FoldedAsync()).Count);
    }

    [Fact]
    public async Task Append_FullBlob_RollsToTheNextOne()
    {
        var store = new StoreUnderTest(azurite.ConnectionString);
        var byBlocks = store.Process(options: store.Options with { MaxLogBlocks = 3 }).Log;
        var byBytes = store.Process(options: store.Options with { MaxLogBytes = 300 }).Log;
        var activities = RandomActivities.Many(12, 20, 5);
        foreach (var activity in activities[..10])
            await byBlocks.AppendAsync([activity], default);
        Assert.Equal(4, (await store.BlobsAsync("log/")).Count);

        foreach (var activity in activities[10..])
            await byBytes.AppendAsync([activity], default);

        Assert.InRange((await store.BlobsAsync("log/")).Count, 4 + 3, 4 + 10);
        Assert.Equal(ActivityText.Of(activities), await store.FoldedAsync());
    }

    [Fact]
    public async Task Append_MoreThanABlockHolds_IsSplit()
    {
        var store = new StoreUnderTest(azurite.ConnectionString);
        var options = store.Options with { MaxBlockBytes = 8_000, AppendQueue = 4 };
        var policy = new RequestPolicy();
        var activities = RandomActivities.Many(13, 500, 50);

        await store.Process(policy, options).Log.AppendAsync(activities, default);

        Assert.InRange(policy.Appends, 5, 50);
        Assert.Equal(ActivityText.Of(activities), await store.FoldedAsync());
    }

    [Fact]
    public async Task Flush_PendingAppends_WaitsForThemAndRefusesFurtherOnes()
    {
        var store = new StoreUnderTest(azurite.ConnectionString);
        var policy = new RequestPolicy();
        var log = store.Process(policy).Log;
        var hold = new TaskCompletionSource();
        policy.Before = request => RequestPolicy.IsAppend(request) ? hold.Task : Task.CompletedTask;
        var activities = RandomActivities.Many(14, 20, 5);
        // The first read of the metadata is the only wait before the queue; after it each call has queued when it returns.
        await store.Process().Store.PartitionsAsync(default);
        var first = log.AppendAsync(activities[..1], default);
        while (policy.Appends == 0)
            await Task.Yield();
        var callers = activities.Skip(1).Select(activity => log.AppendAsync([activity], default)).ToList();

        var flush = log.FlushAsync(default);
        Assert.False(flush.IsCompleted);
        hold.SetResult();
        await flush;

        Assert.True(first.IsCompletedSuccessfully || !first.IsCompleted);
        await Task.WhenAll(callers.Append(first));
        var problem = await Assert.ThrowsAsync<ProblemException>(() => log.AppendAsync(activities, default));
        Assert.Equal("shutting_down", problem.Code);
        Assert.Equal(20, (await store.FoldedAsync()).Count);
    }

    private static async Task<int> CountBlocksAsync(StoreUnderTest store)
    {
        var blocks = 0;
        foreach (var name in await store.BlobsAsync("log/"))
        {
            var bytes = (await store.Container.GetBlobClient(name).DownloadContentAsync()).Value.Content.ToArray();
            for (var at = 0; at < bytes.Length; blocks++)
                at += LogBlock.ReadHeader(name, at, bytes.AsSpan(at)).Length;
        }
        return blocks;
    }
}
