using Azure.Core;
using Azure.Storage.Blobs;
using CustomerJourneys.Activities;
using CustomerJourneys.Storage.Activities;
using CustomerJourneys.Testing.Activities;
using Microsoft.Extensions.Logging.Abstractions;

namespace CustomerJourneys.Storage.Tests.Activities;

/// <summary>A container of its own; each <see cref="Process"/> stands for a process that uses it.</summary>
internal sealed class StoreUnderTest(string connectionString, int partitions = 3)
{
    public static readonly string[] Fields =
        ["value", "title", "url", "referrer", "channel", "properties.key", "properties.seconds", "properties.amount", "properties.plan", "properties.ratio", "properties.note", "properties.seats"];

    public static readonly string[] Types = ["pagevisit", "formsubmit", "purchase", "click", "ping"];
    private static readonly IdSource Ids = IdSource.FromClock(TimeProvider.System);

    public ActivityStorageOptions Options { get; init; } = new()
    {
        Container = "t" + Ids.NewId(),
        Partitions = partitions,
        LogIdleAge = TimeSpan.Zero,
        RetryDelay = TimeSpan.FromMilliseconds(1),
    };

    public BlobContainerClient Container => new(connectionString, Options.Container);

    public StoreProcess Process(RequestPolicy? policy = null, ActivityStorageOptions? options = null, int clientRetries = 0)
    {
        var clientOptions = new BlobClientOptions { Retry = { MaxRetries = clientRetries, Delay = TimeSpan.FromMilliseconds(1) } };
        if (policy is not null)
            clientOptions.AddPolicy(policy, HttpPipelinePosition.PerRetry);
        var client = new BlobServiceClient(connectionString, clientOptions);
        return new StoreProcess(
            new BlobActivityLog(client, options ?? Options, Ids, TimeProvider.System, NullLogger<BlobActivityLog>.Instance),
            new BlobActivityStore(client, options ?? Options, Ids, TimeProvider.System, NullLogger<BlobActivityStore>.Instance));
    }

    /// <summary>What a process that has just started finds after a fold.</summary>
    public async Task<IReadOnlyList<string>> FoldedAsync()
    {
        var store = Process().Store;
        return await ContentAsync(store, await store.FoldAsync(default));
    }

    public static async Task<IReadOnlyList<string>> ContentAsync(BlobActivityStore store, IReadOnlyList<PartitionPin> pins)
    {
        var lines = new List<string>();
        foreach (var pin in pins)
        {
            var snapshot = await store.OpenAsync(pin, default);
            var ids = (await snapshot.ReadContactIdsAsync(default)).ToStrings();
            var read = ActivityText.Of(await snapshot.ReadAsync(Types, Fields, default), contact => ids[contact]);
            Assert.Equal(pin.Activities, read.Count);
            Assert.Equal(pin.Contacts, ids.Distinct().Count());
            Assert.All(ids, id => Assert.Equal(pin.Partition, PartitionMap.PartitionOf(id, pins.Count)));
            lines.AddRange(read);
        }
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    public async Task<List<string>> BlobsAsync(string prefix)
    {
        var names = new List<string>();
        await foreach (var item in Container.GetBlobsAsync(Azure.Storage.Blobs.Models.BlobTraits.None, Azure.Storage.Blobs.Models.BlobStates.None, prefix, default))
            names.Add(item.Name);
        return names;
    }
}

/// <summary>The log and the store of one process.</summary>
internal sealed record StoreProcess(BlobActivityLog Log, BlobActivityStore Store);
