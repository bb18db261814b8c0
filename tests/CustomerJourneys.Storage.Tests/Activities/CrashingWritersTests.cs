using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Rewriting;
using CustomerJourneys.Testing.Activities;

namespace CustomerJourneys.Storage.Tests.Activities;

/// <summary>
/// Processes that append, import, fold, merge and tidy up at once, and end at random requests; what they were about is sent again by another, as
/// callers do. In the end there is every activity once, under whom its contact was merged into.
/// </summary>
[Collection(OnAzurite.Name)]
public sealed class CrashingWritersTests(AzuriteOfRun azurite)
{
    private const int Contacts = 24;
    private const int Batch = 8;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task TwoProcesses_EndingAtRandomRequests_LoseAndDoubleNothing(int seed)
    {
        var plain = new StoreUnderTest(azurite.ConnectionString, partitions: 3);
        var store = new StoreUnderTest(azurite.ConnectionString, partitions: 3)
        {
            Options = plain.Options with { MaxSegments = 3, MaxLogBlocks = 3, LogIdleAge = TimeSpan.Zero, ErasureKey = new ErasureKey("a secret of tests only") },
        };
        var activities = RandomActivities.Many(seed, 480, Contacts);
        var merges = Enumerable.Range(1, 6).Select(i => (From: $"c-{i}", Into: $"c-{i % 3 * 7}")).Where(merge => merge.From != merge.Into).ToList();
        var crashes = await Task.WhenAll(Enumerable.Range(0, 2).Select(worker => WorkAsync(
            store, new Random((seed * 10) + worker), [.. activities.Chunk(Batch).Where((_, i) => i % 2 == worker)], [.. merges.Where((_, i) => i % 2 == worker)])));

        var process = store.Process();
        var survivors = new Dictionary<string, string?>();
        foreach (var contact in activities.Select(activity => activity.ContactId).Distinct())
            survivors[contact] = await process.Store.ResolveAsync(contact, default);
        Assert.True(crashes.Sum() > 5, "Too few ended for this to say anything.");
        Assert.All(merges, merge => Assert.Equal(survivors.GetValueOrDefault(merge.Into, merge.Into), survivors.GetValueOrDefault(merge.From, merge.From)));
        var expected = ActivityText.Of(activities.Select(activity => activity with { ContactId = survivors[activity.ContactId]! }));
        Assert.Equal(expected, await ContactRewritingTests.SurvivorsAsync(store));
        await process.Store.RewriteAsync(default);
        await process.Store.SweepAsync([], TimeSpan.Zero, default);
        Assert.Equal(expected, await ContactRewritingTests.SurvivorsAsync(store));
    }

    private static async Task<int> WorkAsync(StoreUnderTest store, Random random, List<Activity[]> batches, List<(string From, string Into)> merges)
    {
        var crashes = 0;
        var work = batches.Select<Activity[], Func<StoreProcess, Task>>(batch => random.Next(2) == 0
            ? process => process.Log.AppendAsync(batch, default)
            : process => process.Store.CommitAsync(batch, default)).ToList();
        work.AddRange(merges.Select<(string From, string Into), Func<StoreProcess, Task>>(merge => process => process.Store.MergeAsync(merge.From, merge.Into, 10_000, default)));
        for (var folds = 0; folds < 12; folds++)
            work.Add(process => process.Store.FoldAsync(default));
        for (var rewrites = 0; rewrites < 3; rewrites++)
            work.Add(process => process.Store.RewriteAsync(default));
        var order = work.ToArray();
        random.Shuffle(order);
        var process = Mortal(store, random);
        foreach (var step in order)
        {
            while (true)
            {
                try
                {
                    await step(process);
                    break;
                }
                catch (IOException)
                {
                    crashes++;
                    process = Mortal(store, random);
                }
            }
        }
        return crashes;
    }

    /// <summary>A process that ends at a request some way ahead: before it is sent, or after it took effect.</summary>
    private static StoreProcess Mortal(StoreUnderTest store, Random random)
    {
        var policy = new RequestPolicy();
        var left = random.Next(20, 120);
        var afterwards = random.Next(2) == 0;
        var dead = false;
        policy.Before = _ =>
        {
            dead |= Interlocked.Decrement(ref left) <= 0 && !afterwards;
            return dead ? Task.FromException(new IOException("the process is gone")) : Task.CompletedTask;
        };
        policy.After = _ =>
        {
            dead |= Volatile.Read(ref left) <= 0;
            return dead ? Task.FromException(new IOException("the process is gone")) : Task.CompletedTask;
        };
        return store.Process(policy);
    }
}
