using Azure.Storage.Blobs;
using CustomerJourneys.Storage.Activities;
using Microsoft.Extensions.Logging.Abstractions;

namespace CustomerJourneys.Benchmarks.Application;

/// <summary>The store of activities over a storage account, in this process.</summary>
internal static class BenchmarkStore
{
    public static BlobActivityStore Open(string storage, BlobClientOptions? client = null) => new(
        new BlobServiceClient(storage, client), new ActivityStorageOptions(), IdSource.FromClock(TimeProvider.System), TimeProvider.System, NullLogger<BlobActivityStore>.Instance);
}
