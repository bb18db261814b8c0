using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Azure.Functions.Worker;

namespace LocalSdk.Runtime.Timers;

/// <summary>Keeps a timer's status where the real host keeps it.</summary>
internal sealed class TimerStatusStore(BlobContainerClient container, string hostId, string function)
{
    private readonly BlobClient _blob = container.GetBlobClient($"timers/{hostId}/{function}/status");

    /// <summary>The kept status, or <see langword="null"/> before the first.</summary>
    public async Task<ScheduleStatus?> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            return (await _blob.DownloadContentAsync(cancellation)).Value.Content.ToObjectFromJson<ScheduleStatus>();
        }
        catch (RequestFailedException error) when (error.ErrorCode == BlobErrorCode.BlobNotFound || error.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            return null;
        }
    }

    /// <summary>Keeps a status.</summary>
    public Task WriteAsync(ScheduleStatus status, CancellationToken cancellation) =>
        _blob.UploadAsync(BinaryData.FromObjectAsJson(status), overwrite: true, cancellation);
}
