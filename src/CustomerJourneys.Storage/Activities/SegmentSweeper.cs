using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;

namespace CustomerJourneys.Storage.Activities;

/// <summary>Deletes segments, contact dictionaries and lists of changes that nothing names any more: replaced ones, and orphans of broken-off commits.</summary>
internal sealed class SegmentSweeper(ActivityContainer container, ManifestBlobs manifests, ActivityStorageOptions options, TimeProvider time, ILogger logger)
{
    public async Task<int> SweepAsync(IReadOnlyCollection<string> live, TimeSpan minimumAge, CancellationToken cancellation)
    {
        if (minimumAge > options.ReplacedRetention)
            throw new ArgumentOutOfRangeException(nameof(minimumAge), minimumAge, $"Manifests remember what they replaced for {options.ReplacedRetention} only.");
        var before = time.GetUtcNow() - minimumAge;
        // Blobs first, manifests after: what a manifest comes to name later is younger than the minimum age.
        var dead = await ListAsync(before, cancellation);
        dead.ExceptWith(live);
        var partitions = await container.PartitionsAsync(cancellation);
        for (var partition = 0; partition < partitions && dead.Count > 0; partition++)
        {
            var manifest = (await manifests.ReadAsync(partition, null, cancellation)).Manifest;
            dead.ExceptWith(manifest.BlobNames);
            dead.ExceptWith(manifest.Replaced.Where(blob => blob.Value > before.ToUnixTimeMilliseconds()).Select(blob => blob.Key));
        }
        foreach (var name in dead)
            await container.Blob(name).DeleteIfExistsAsync(cancellationToken: cancellation);
        if (dead.Count > 0)
            logger.Swept(dead.Count);
        return dead.Count;
    }

    private async Task<HashSet<string>> ListAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        var names = new HashSet<string>();
        foreach (var prefix in new[] { ActivityBlobNames.Segments, ActivityBlobNames.Contacts, ActivityBlobNames.ChangedContacts, ActivityBlobNames.RemovedContacts })
        {
            await foreach (var item in container.Client.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellation))
            {
                if (item.Properties.LastModified <= before)
                    names.Add(item.Name);
            }
        }
        return names;
    }
}
