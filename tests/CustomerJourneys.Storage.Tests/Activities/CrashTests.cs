using CustomerJourneys.Activities;
using CustomerJourneys.Testing.Activities;

namespace CustomerJourneys.Storage.Tests.Activities;

/// <summary>A process ends between any two of its requests, or after one took effect and before it knew.</summary>
[Collection(OnAzurite.Name)]
public sealed class CrashTests(AzuriteOfRun azurite)
{
    private static readonly List<Activity> Activities = RandomActivities.Many(1, 240, 30);
    private static readonly List<Activity> Imported = RandomActivities.Many(2, 60, 50);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Fold_CrashAtAnyRequest_LosesAndDoublesNothing(bool afterItTookEffect)
    {
        var crashes = await CrashAtEachRequestAsync(afterItTookEffect, process => process.Store.FoldAsync(default), []);
        Assert.InRange(crashes, 15, 200);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commit_CrashAtAnyRequestAndImportedAgain_LosesAndDoublesNothing(bool afterItTookEffect)
    {
        var crashes = await CrashAtEachRequestAsync(afterItTookEffect, process => process.Store.CommitAsync([.. Activities, .. Imported], default), Imported);
        Assert.InRange(crashes, 10, 200);
    }

    private async Task<int> CrashAtEachRequestAsync(bool afterItTookEffect, Func<StoreProcess, Task> work, List<Activity> imported)
    {
        for (var request = 1; ; request++)
        {
            var store = await PreparedAsync();
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
            var crashed = false;
            try
            {
                await work(store.Process(policy, store.Options with { MaxSegments = 2, Parallelism = 1 }));
            }
            catch (IOException)
            {
                crashed = true;
            }
            if (crashed)
                await work(store.Process());
            Assert.Equal(ActivityText.Of([.. Activities, .. imported]), await store.FoldedAsync());
            if (!crashed)
                return request - 1;
        }
    }

    /// <summary>Two segments a partition, and logs of two processes that repeat some of what is in them.</summary>
    private async Task<StoreUnderTest> PreparedAsync()
    {
        var store = new StoreUnderTest(azurite.ConnectionString, partitions: 2);
        var first = store.Process(options: store.Options with { MaxLogBlocks = 1 });
        await first.Store.CommitAsync(Activities[..50], default);
        await first.Store.CommitAsync(Activities[50..100], default);
        await first.Log.AppendAsync(Activities[80..160], default);
        await first.Log.AppendAsync(Activities[120..200], default);
        await store.Process().Log.AppendAsync(Activities[60..], default);
        return store;
    }
}
