using Azure.Storage.Blobs;
using CustomerJourneys.Storage.Activities;
using Microsoft.Extensions.Logging.Abstractions;

namespace CustomerJourneys.Benchmarks.Application;

/// <summary>The store of activities over a storage account, in this process. It keeps nothing that it read, so that every read is a request.</summary>
internal static class BenchmarkStore
{
    public static BlobActivityStore Open(string storage, BlobClientOptions? client = null) => new(
        new BlobServiceClient(storage, client), new ActivityStorageOptions { CachedBytes = 0 }, IdSource.FromClock(TimeProvider.System), TimeProvider.System, NullLogger<BlobActivityStore>.Instance);
}
