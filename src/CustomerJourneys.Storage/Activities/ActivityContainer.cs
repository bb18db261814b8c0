using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Storage.Activities;

/// <summary>The blob container of the activities, created with its metadata on first use.</summary>
internal sealed class ActivityContainer(BlobServiceClient service, ActivityStorageOptions options)
{
    private int _partitions;

    public BlobContainerClient Client { get; } = service.GetBlobContainerClient(options.Container);

    public BlobClient Blob(string name) => Client.GetBlobClient(name);

    public AppendBlobClient AppendBlob(string name) => Client.GetAppendBlobClient(name);

    /// <summary>How many partitions the store has.</summary>
    /// <exception cref="StoreConfigurationException">The configuration names another number than the store was created with.</exception>
    public async ValueTask<int> PartitionsAsync(CancellationToken cancellation)
    {
        if (_partitions > 0)
            return _partitions;
        var stored = await ReadAsync(cancellation) ?? await CreateAsync(cancellation);
        return _partitions = stored == options.Partitions
            ? stored
            : throw new StoreConfigurationException(nameof(ActivityStorageOptions.Partitions), options.Partitions, stored);
    }

    /// <summary>Writes an immutable blob under a new name. The name is this call's own, so finding it taken means that an earlier try of the client arrived.</summary>
    public async Task PutAsync(string name, byte[] bytes, CancellationToken cancellation)
    {
        try
        {
            await PutNewAsync(name, bytes, cancellation);
        }
        catch (RequestFailedException e) when (IsTaken(e))
        {
        }
    }

    /// <summary>Whether a request failed because of its If-Match or If-None-Match.</summary>
    public static bool IsTaken(RequestFailedException e) => e.Status is 409 or 412;

    private async Task<int?> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            var content = await Blob(ActivityBlobNames.Metadata).DownloadContentAsync(cancellation);
            var metadata = JsonSerializer.Deserialize(content.Value.Content.ToMemory().Span, ActivityJson.Default.StoreMetadata);
            return metadata is { SchemaVersion: 1, Partitions: >= 1 and <= PartitionMap.MaxPartitions }
                ? metadata.Partitions
                : throw new CorruptBlobException(ActivityBlobNames.Metadata, "metadata", "its version or its number of partitions is unknown here");
        }
        catch (JsonException e)
        {
            throw new CorruptBlobException(ActivityBlobNames.Metadata, "metadata", e.Message);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    private async Task<int> CreateAsync(CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Partitions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Partitions, PartitionMap.MaxPartitions);
        await Client.CreateIfNotExistsAsync(cancellationToken: cancellation);
        var metadata = new StoreMetadata(1, options.Partitions);
        await PutAsync(ActivityBlobNames.Metadata, JsonSerializer.SerializeToUtf8Bytes(metadata, ActivityJson.Default.StoreMetadata), cancellation);
        return await ReadAsync(cancellation) ?? throw new CorruptBlobException(ActivityBlobNames.Metadata, "metadata", "it vanished");
    }

    private async Task PutNewAsync(string name, byte[] bytes, CancellationToken cancellation)
    {
        using var content = new MemoryStream(bytes, writable: false);
        await Blob(name).UploadAsync(content, PutOptions(new BlobRequestConditions { IfNoneMatch = ETag.All }), cancellation);
    }

    /// <summary>One Put Blob, whatever the size: a blob is there as a whole or not at all.</summary>
    public static BlobUploadOptions PutOptions(BlobRequestConditions conditions) => new()
    {
        Conditions = conditions,
        TransferOptions = new() { InitialTransferSize = int.MaxValue, MaximumTransferSize = int.MaxValue, MaximumConcurrency = 1 },
    };
}
