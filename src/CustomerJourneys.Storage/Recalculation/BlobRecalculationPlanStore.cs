using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using CustomerJourneys.Recalculation;
using CustomerJourneys.Storage.Activities;
using CustomerJourneys.Storage.Clients;
using CustomerJourneys.Storage.Journeys;
using CustomerJourneys.Storage.Rows;

namespace CustomerJourneys.Storage.Recalculation;

/// <summary>Plans as blobs <c>plans/{run}</c>, and what the partitions found as <c>runs/{run}/{partition}</c>.</summary>
public sealed class BlobRecalculationPlanStore(StorageContainers containers) : IRecalculationPlanStore
{
    // It holds definitions, and so moves with their schema; earlier ones are read as well.
    private const int Schema = StoredJourneyJson.Schema;
    private const int ParallelRequests = 8;
    private const long KeptBytes = 32 * 1024 * 1024;

    // Whoever publishes reads what the partitions just counted, and what they counted in the run before, mostly in the same process.
    private readonly RangeCache _counts = new(KeptBytes);

    /// <inheritdoc/>
    public async Task<RecalculationPlan> AddAsync(RecalculationPlan plan, CancellationToken cancellation)
    {
        var blob = await PlanAsync(StorageKey.Checked(plan.RecalculationId), cancellation);
        try
        {
            await StoredBlob.WriteAsync(blob, Schema, plan, new BlobRequestConditions { IfNoneMatch = ETag.All }, cancellation);
            return plan;
        }
        catch (RequestFailedException exists) when (exists.Status is 409 or 412)
        {
            return await FindAsync(plan.RecalculationId, cancellation)
                ?? throw new InvalidOperationException($"{Name(plan.RecalculationId)} was deleted while it was being added.", exists);
        }
    }

    /// <inheritdoc/>
    public async Task<RecalculationPlan?> FindAsync(string recalculationId, CancellationToken cancellation)
    {
        if (!StorageKey.IsSafe(recalculationId))
            return null;
        var blob = await PlanAsync(recalculationId, cancellation);
        return await BlobReading.FindAsync(blob, cancellation) is { } download
            ? StoredBlob.Read<RecalculationPlan>(download, Schema, Name(recalculationId))
            : null;
    }

    /// <inheritdoc/>
    public async Task SaveCountsAsync(string recalculationId, int partition, ReadOnlyMemory<byte> counts, CancellationToken cancellation)
    {
        var blob = await CountsAsync(StorageKey.Checked(recalculationId), partition, cancellation);
        await blob.UploadAsync(BinaryData.FromBytes(counts), overwrite: true, cancellation);
        _counts.KeepWhole(blob.Name, counts);
    }

    /// <inheritdoc/>
    public async Task<byte[]?> ReadCountsAsync(string recalculationId, int partition, long offset, int length, CancellationToken cancellation)
    {
        if (!StorageKey.IsSafe(recalculationId))
            return null;
        var blob = await CountsAsync(recalculationId, partition, cancellation);
        if (_counts.TryGetWhole(blob.Name, out var kept))
        {
            var start = (int)Math.Min(offset, kept.Length);
            return kept.Slice(start, Math.Min(length, kept.Length - start)).ToArray();
        }

        try
        {
            var options = new BlobDownloadOptions { Range = new HttpRange(offset, length) };
            var bytes = (await blob.DownloadContentAsync(options, cancellation)).Value.Content.ToArray();
            if (offset == 0 && bytes.Length < length)
                _counts.KeepWhole(blob.Name, bytes);
            return bytes;
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
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> ListCountedAsync(CancellationToken cancellation)
    {
        var container = await containers.OpenAsync("runs", cancellation);
        var counted = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        await foreach (var blob in container.GetBlobsAsync(cancellationToken: cancellation))
        {
            var run = blob.Name[..blob.Name.IndexOf('/', StringComparison.Ordinal)];
            var saved = blob.Properties.LastModified ?? DateTimeOffset.MinValue;
            counted[run] = counted.TryGetValue(run, out var last) && last > saved ? last : saved;
        }

        return counted;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RecalculationPlan>> ListAsync(CancellationToken cancellation)
    {
        var container = await PlansAsync(cancellation);
        var plans = new List<RecalculationPlan>();
        await foreach (var blob in container.GetBlobsAsync(cancellationToken: cancellation))
        {
            // One that is deleted meanwhile is not kept any more.
            if (await FindAsync(blob.Name, cancellation) is { } plan)
                plans.Add(plan);
        }

        return plans;
    }

    /// <inheritdoc/>
    public async Task DeletePlanAsync(string recalculationId, CancellationToken cancellation)
    {
        if (StorageKey.IsSafe(recalculationId))
            await (await PlanAsync(recalculationId, cancellation)).DeleteIfExistsAsync(cancellationToken: cancellation);
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string recalculationId, CancellationToken cancellation)
    {
        if (!StorageKey.IsSafe(recalculationId))
            return;
        // The plan goes last: as long as anything of the run is left, the run can be found and deleted again.
        var container = await containers.OpenAsync("runs", cancellation);
        var counts = container.GetBlobsAsync(BlobTraits.None, BlobStates.None, recalculationId + "/", cancellation);
        await Parallel.ForEachAsync(
            counts,
            new ParallelOptions { MaxDegreeOfParallelism = ParallelRequests, CancellationToken = cancellation },
            async (blob, stop) =>
            {
                _counts.ForgetWhole(blob.Name);
                await container.GetBlobClient(blob.Name).DeleteIfExistsAsync(cancellationToken: stop);
            });
        var plan = await PlanAsync(recalculationId, cancellation);
        await plan.DeleteIfExistsAsync(cancellationToken: cancellation);
    }

    private static string Name(string recalculationId) => "The plan of recalculation " + recalculationId;

    private Task<BlobContainerClient> PlansAsync(CancellationToken cancellation) => containers.OpenAsync("plans", cancellation);

    private async Task<BlobClient> PlanAsync(string recalculationId, CancellationToken cancellation) =>
        (await PlansAsync(cancellation)).GetBlobClient(recalculationId);

    private async Task<BlobClient> CountsAsync(string recalculationId, int partition, CancellationToken cancellation) =>
        (await containers.OpenAsync("runs", cancellation)).GetBlobClient(
            $"{recalculationId}/{partition.ToString("d5", CultureInfo.InvariantCulture)}");
}
