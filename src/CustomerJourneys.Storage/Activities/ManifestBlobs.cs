using System.Text;
using Azure;
using Azure.Storage.Blobs.Models;

namespace CustomerJourneys.Storage.Activities;

/// <summary>Reads manifests, and replaces them: the commit point.</summary>
internal sealed class ManifestBlobs(ActivityContainer container)
{
    /// <summary>Reads a manifest; one that is known and unchanged is not sent again. A partition without one is empty.</summary>
    public async Task<StoredManifest> ReadAsync(int partition, StoredManifest? known, CancellationToken cancellation)
    {
        var options = new BlobDownloadOptions { Conditions = known?.ETag is { } etag ? new BlobRequestConditions { IfNoneMatch = etag } : null };
        try
        {
            var answer = await container.Blob(ActivityBlobNames.Manifest(partition)).DownloadContentAsync(options, cancellation);
            return answer.GetRawResponse().Status == 304
                ? known!
                : new StoredManifest(PartitionManifest.Parse(partition, answer.Value.Content.ToMemory().Span), answer.Value.Details.ETag);
        }
        catch (RequestFailedException e) when (e.Status == 304)
        {
            return known!;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return new StoredManifest(PartitionManifest.Empty(partition), null);
        }
    }

    /// <summary>The versions of all manifests that are stored, in one listing: of thousands of partitions mostly few have changed.</summary>
    public async Task<ManifestVersions> ListAsync(CancellationToken cancellation)
    {
        var versions = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var blob in container.Client.GetBlobsAsync(BlobTraits.None, BlobStates.None, ActivityBlobNames.Manifests, cancellation))
            versions[blob.Name] = ManifestVersions.TextOf(blob.Properties.ETag!.Value);
        return new ManifestVersions(versions);
    }

    /// <summary>Replaces a manifest if it is still the one that was read.</summary>
    /// <returns>What is stored then, or <see langword="null"/> if it is another one by now.</returns>
    public async Task<StoredManifest?> TryReplaceAsync(PartitionManifest manifest, ETag? expected, CancellationToken cancellation)
    {
        var conditions = expected is { } etag ? new BlobRequestConditions { IfMatch = etag } : new BlobRequestConditions { IfNoneMatch = ETag.All };
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(PartitionManifest.ToJson(manifest)), writable: false);
        try
        {
            var answer = await container.Blob(ActivityBlobNames.Manifest(manifest.Partition))
                .UploadAsync(content, ActivityContainer.PutOptions(conditions), cancellation);
            return new StoredManifest(manifest, answer.Value.ETag);
        }
        catch (RequestFailedException e) when (ActivityContainer.IsTaken(e))
        {
            return null;
        }
    }
}

/// <summary>Which versions of the manifests are stored.</summary>
/// <param name="ByName">The ETags by blob.</param>
internal sealed record ManifestVersions(IReadOnlyDictionary<string, string> ByName)
{
    /// <summary>A listing has ETags without quotes, an answer has them with.</summary>
    public static string TextOf(ETag etag) => etag.ToString("H");

    /// <summary>Whether a manifest is stored as it is known.</summary>
    public bool IsNewest(StoredManifest known) => ByName.TryGetValue(ActivityBlobNames.Manifest(known.Manifest.Partition), out var stored)
        ? known.ETag is { } etag && TextOf(etag) == stored
        : known.ETag is null;
}

/// <summary>A manifest and the version it was read or written as; without one it is not stored yet.</summary>
internal sealed record StoredManifest(PartitionManifest Manifest, ETag? ETag);
