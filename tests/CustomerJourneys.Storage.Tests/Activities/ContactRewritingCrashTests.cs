using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Rewriting;
using CustomerJourneys.Testing.Activities;

namespace CustomerJourneys.Storage.Tests.Activities;

/// <summary>A process ends at any request of a merge, an erasure or a rewriting, before it is sent or after it took effect.</summary>
[Collection(OnAzurite.Name)]
public sealed class ContactRewritingCrashTests(AzuriteOfRun azurite)
{
    private static readonly List<Activity> Staying = RandomActivities.Many(1, 30, 8);
    private static readonly List<Activity> Going = [.. RandomActivities.Many(2, 12, 1).Select(activity => activity with { ContactId = "going" })];
    private static readonly List<Activity> Later = [.. RandomActivities.Many(3, 4, 1).Select(activity => activity with { ContactId = "going" })];
    private static readonly IReadOnlyList<string> Separate = ActivityText.Of([.. Staying, .. Going, .. Later]);
    private static readonly IReadOnlyList<string> Merged = ActivityText.Of([.. Staying, .. Going.Concat(Later).Select(activity => activity with { ContactId = "c-1" })]);
    private static readonly IReadOnlyList<string> Erased = ActivityText.Of(Staying);

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public async Task Merge_CrashAtAnyRequest_IsFinishedOrNeverBegan(int partitions, bool afterItTookEffect)
    {
        var crashes = await CrashAtEachRequestAsync(partitions, afterItTookEffect, store => store.MergeAsync("going", "c-1", 10_000, default), async store =>
        {
            var found = await ContactRewritingTests.SurvivorsAsync(store);
            Assert.True(found.SequenceEqual(Separate) || found.SequenceEqual(Merged), string.Join('\n', found));
            await store.Process().Store.MergeAsync("going", "c-1", 10_000, default);
            Assert.Equal(Merged, await ContactRewritingTests.SurvivorsAsync(store));
        });
        Assert.InRange(crashes, 10, 80);
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public async Task Erase_CrashAtAnyRequest_IsFinishedOrNeverBegan(int partitions, bool afterItTookEffect)
    {
        var crashes = await CrashAtEachRequestAsync(partitions, afterItTookEffect, store => store.EraseAsync("going", default), async store =>
        {
            var found = await ContactRewritingTests.SurvivorsAsync(store);
            Assert.True(found.SequenceEqual(Separate) || found.SequenceEqual(Erased), string.Join('\n', found));
            await store.Process().Store.EraseAsync("going", default);
            Assert.Equal(Erased, await ContactRewritingTests.SurvivorsAsync(store));
        });
        Assert.InRange(crashes, 6, 80);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rewrite_CrashAtAnyRequest_LosesAndBringsBackNothing(bool afterItTookEffect)
    {
        var crashes = await CrashAtEachRequestAsync(2, afterItTookEffect, store => store.RewriteAsync(default), async store =>
        {
            Assert.Equal(Erased, await ContactRewritingTests.SurvivorsAsync(store));
            await store.Process().Store.RewriteAsync(default);
            Assert.Equal(Erased, await ContactRewritingTests.SurvivorsAsync(store));
            Assert.Equal(new CommitCounts(0, Staying.Count, Going.Count), await store.Process().Store.CommitAsync([.. Staying, .. Going], default));
        }, store => store.EraseAsync("going", default));
        Assert.InRange(crashes, 10, 80);
    }

    private async Task<int> CrashAtEachRequestAsync(
        int partitions, bool afterItTookEffect, Func<IContactRewriting, Task> work, Func<StoreUnderTest, Task> check, Func<IContactRewriting, Task>? before = null)
    {
        for (var request = 1; ; request++)
        {
            var store = await PreparedAsync(partitions);
            if (before is not null)
                await before(store.Process().Store);
            var policy = new RequestPolicy();
            var number = 0;
            var dead = false;
            policy.Before = _ =>
            {
                dead |= Interlocked.Increment(ref number) == request && !afterItTookEffect;
                return dead ? Task.FromException(new IOException("the process is gone")) : Task.CompletedTask;
            };
            policy.After = _ =>
            {
                dead |= Volatile.Read(ref number) >= request;
                return dead ? Task.FromException(new IOException("the process is gone")) : Task.CompletedTask;
            };
            try
            {
                await work(store.Process(policy, store.Options with { Parallelism = 1 }).Store);
            }
            catch (IOException)
            {
                await check(store);
                continue;
            }
            return request - 1;
        }
    }

    /// <summary>Two segments a partition, and a log that is not folded.</summary>
    private async Task<StoreUnderTest> PreparedAsync(int partitions)
    {
        var plain = new StoreUnderTest(azurite.ConnectionString, partitions);
        var store = new StoreUnderTest(azurite.ConnectionString, partitions) { Options = plain.Options with { ErasureKey = new ErasureKey("a secret of tests only") } };
        var process = store.Process();
        await process.Store.CommitAsync([.. Staying[..20], .. Going[..6]], default);
        await process.Store.CommitAsync([.. Staying[20..], .. Going[6..]], default);
        await process.Log.AppendAsync(Later, default);
        return store;
    }
}
