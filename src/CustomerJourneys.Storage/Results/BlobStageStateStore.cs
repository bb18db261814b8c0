using System.Globalization;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using CustomerJourneys.Results;
using CustomerJourneys.Storage.Clients;
using CustomerJourneys.Storage.Rows;

namespace CustomerJourneys.Storage.Results;

/// <summary>Stage states as blobs <c>states/{run}/{partition}</c>.</summary>
public sealed class BlobStageStateStore(StorageContainers containers) : IStageStateStore
{
    private const int ParallelRequests = 8;

    // A block's id sorts nowhere; all have one length, as the service asks.
    private const string Front = "front", Rest = "rest!";

    /// <inheritdoc/>
    public async Task StageAsync(string recalculationId, int partition, int piece, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        var blob = await OpenAsync(StorageKey.Checked(recalculationId), partition, cancellation);
        await StageAsync(blob, PieceId(piece), bytes, cancellation);
    }

    /// <inheritdoc/>
    public async Task SaveAsync(
        string recalculationId, int partition, ReadOnlyMemory<byte> front, int pieces, ReadOnlyMemory<byte> rest, CancellationToken cancellation)
    {
        var blob = await OpenAsync(StorageKey.Checked(recalculationId), partition, cancellation);
        if (pieces == 0)
        {
            var whole = new byte[front.Length + rest.Length];
            front.CopyTo(whole);
            rest.CopyTo(whole.AsMemory(front.Length));
            using var content = new MemoryStream(whole, writable: false);
            await blob.UploadAsync(content, new BlobUploadOptions(), cancellation);
            return;
        }

        await StageAsync(blob, Id(Front), front, cancellation);
        List<string> ids = [Id(Front), .. Enumerable.Range(0, pieces).Select(PieceId)];
        if (!rest.IsEmpty)
        {
            await StageAsync(blob, Id(Rest), rest, cancellation);
            ids.Add(Id(Rest));
        }

        await blob.CommitBlockListAsync(ids, new CommitBlockListOptions(), cancellation);
    }

    /// <inheritdoc/>
    public async Task<byte[]?> ReadAsync(string recalculationId, int partition, long offset, int length, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (!StorageKey.IsSafe(recalculationId))
            return null;
        var blob = await OpenAsync(recalculationId, partition, cancellation);
        try
        {
            // The service knows no ranges of no bytes.
            if (length == 0)
                return await blob.ExistsAsync(cancellation) ? [] : null;
            var options = new BlobDownloadOptions { Range = new HttpRange(offset, length) };
            var bytes = (await blob.DownloadContentAsync(options, cancellation)).Value.Content.ToMemory();
            return System.Runtime.InteropServices.MemoryMarshal.TryGetArray(bytes, out var segment) && segment.Array!.Length == segment.Count
                ? segment.Array
                : bytes.ToArray();
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
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> ListSavedAsync(CancellationToken cancellation)
    {
        var container = await ContainerAsync(cancellation);
        var runs = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        await foreach (var blob in container.GetBlobsAsync(cancellationToken: cancellation))
        {
            var run = blob.Name[..blob.Name.IndexOf('/', StringComparison.Ordinal)];
            var saved = blob.Properties.LastModified ?? DateTimeOffset.MinValue;
            runs[run] = runs.TryGetValue(run, out var last) && last > saved ? last : saved;
        }

        return runs;
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string recalculationId, CancellationToken cancellation)
    {
        if (!StorageKey.IsSafe(recalculationId))
            return;
        var container = await ContainerAsync(cancellation);
        await Parallel.ForEachAsync(
            container.GetBlobsAsync(BlobTraits.None, BlobStates.None, recalculationId + "/", cancellation),
            new ParallelOptions { MaxDegreeOfParallelism = ParallelRequests, CancellationToken = cancellation },
            async (blob, stop) => await container.GetBlobClient(blob.Name).DeleteIfExistsAsync(cancellationToken: stop));
    }

    private static async Task StageAsync(BlockBlobClient blob, string id, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        using var content = new MemoryStream(bytes.ToArray(), writable: false);
        await blob.StageBlockAsync(id, content, cancellationToken: cancellation);
    }

    private static string PieceId(int piece) => Id(piece.ToString("d5", CultureInfo.InvariantCulture));

    private static string Id(string name) => Convert.ToBase64String(Encoding.ASCII.GetBytes(name));

    private Task<BlobContainerClient> ContainerAsync(CancellationToken cancellation) => containers.OpenAsync("states", cancellation);

    private async Task<BlockBlobClient> OpenAsync(string recalculationId, int partition, CancellationToken cancellation) =>
        (await ContainerAsync(cancellation)).GetBlockBlobClient($"{recalculationId}/{partition.ToString("d5", CultureInfo.InvariantCulture)}");
}
