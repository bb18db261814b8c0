using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using CustomerJourneys.Results;
using CustomerJourneys.Storage.Clients;
using CustomerJourneys.Storage.Rows;

namespace CustomerJourneys.Storage.Results;

/// <summary>Stage states as blobs <c>states/{journey}/{partition}/{run}</c>.</summary>
public sealed class BlobStageStateStore(StorageContainers containers, TimeProvider time) : IStageStateStore
{
    private const int ParallelRequests = 8;

    /// <inheritdoc/>
    public async Task SaveAsync(
        string journeyId, string recalculationId, int partition, ReadOnlyMemory<byte> states, CancellationToken cancellation)
    {
        var blob = await OpenAsync(StorageKey.Checked(journeyId), StorageKey.Checked(recalculationId), partition, cancellation);
        await blob.UploadAsync(BinaryData.FromBytes(states), overwrite: true, cancellation);
    }

    /// <inheritdoc/>
    public async Task<byte[]?> ReadAsync(
        string journeyId, string recalculationId, int partition, long offset, int length, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (!StorageKey.IsSafe(journeyId) || !StorageKey.IsSafe(recalculationId))
            return null;
        var blob = await OpenAsync(journeyId, recalculationId, partition, cancellation);
        try
        {
            // The service knows no ranges from the end, and none of no bytes.
            if (offset < 0 || length == 0)
            {
                var size = (await blob.GetPropertiesAsync(cancellationToken: cancellation)).Value.ContentLength;
                offset = offset < 0 ? Math.Max(0, size + offset) : offset;
                length = (int)Math.Clamp(size - offset, 0, length);
            }

            if (length == 0)
                return [];
            var options = new BlobDownloadOptions { Range = new HttpRange(offset, length) };
            return (await blob.DownloadContentAsync(options, cancellation)).Value.Content.ToArray();
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
        catch (RequestFailedException beyond) when (beyond.Status == 416)
        {
            return [];
        }
    }

    /// <inheritdoc/>
    public Task DeleteAllButAsync(
        string journeyId, IReadOnlyCollection<string> keptRecalculationIds, TimeSpan minimumAge, CancellationToken cancellation)
    {
        var kept = keptRecalculationIds.ToHashSet(StringComparer.Ordinal);
        return DeleteWhereAsync(journeyId, (run, _) => !kept.Contains(run), minimumAge, cancellation);
    }

    /// <inheritdoc/>
    public async Task DeleteWhereAsync(string journeyId, Func<string, int, bool> isNeedless, TimeSpan minimumAge, CancellationToken cancellation)
    {
        if (!StorageKey.IsSafe(journeyId))
            return;
        var container = await ContainerAsync(cancellation);
        var newest = time.GetUtcNow() - minimumAge;
        var blobs = container.GetBlobsAsync(BlobTraits.None, BlobStates.None, journeyId + "/", cancellation);
        await Parallel.ForEachAsync(
            blobs,
            new ParallelOptions { MaxDegreeOfParallelism = ParallelRequests, CancellationToken = cancellation },
            async (blob, stop) =>
            {
                // The journey, the partition, the run.
                var names = blob.Name.Split('/');
                if (blob.Properties.LastModified <= newest && isNeedless(names[^1], int.Parse(names[^2], CultureInfo.InvariantCulture)))
                    await DeleteAsync(container, blob, stop);
            });
    }

    // States that were replaced since they were listed are young again: they stay.
    private static async Task DeleteAsync(BlobContainerClient container, BlobItem blob, CancellationToken cancellation)
    {
        try
        {
            var unchanged = new BlobRequestConditions { IfMatch = blob.Properties.ETag };
            await container.GetBlobClient(blob.Name).DeleteIfExistsAsync(DeleteSnapshotsOption.None, unchanged, cancellation);
        }
        catch (RequestFailedException replaced) when (replaced.Status == 412)
        {
        }
    }

    private Task<BlobContainerClient> ContainerAsync(CancellationToken cancellation) => containers.OpenAsync("states", cancellation);

    private async Task<BlobClient> OpenAsync(string journeyId, string recalculationId, int partition, CancellationToken cancellation) =>
        (await ContainerAsync(cancellation)).GetBlobClient(
            $"{journeyId}/{partition.ToString("d5", CultureInfo.InvariantCulture)}/{recalculationId}");
}
