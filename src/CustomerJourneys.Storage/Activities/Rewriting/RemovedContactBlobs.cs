using CustomerJourneys.Activities.Rewriting;

namespace CustomerJourneys.Storage.Activities.Rewriting;

/// <summary>Reads and writes which contacts of a partition are merged or erased: one blob a partition, replaced as a whole, since both are rare.</summary>
internal sealed class RemovedContactBlobs(ActivityContainer container, SegmentBlobs blobs, IdSource ids)
{
    private const int CachedPartitions = 256;
    private readonly BoundedCache<string, RemovedContacts> _known = new(CachedPartitions);

    public async Task<RemovedContacts> ReadAsync(PartitionManifest manifest, CancellationToken cancellation)
    {
        if (manifest.Removed is not { } named)
            return RemovedContacts.None;
        if (_known.TryGet(named.Name, out var known))
            return known;
        var removed = await ReadAsync(manifest, blobs, cancellation);
        _known.Add(named.Name, removed);
        return removed;
    }

    public static async Task<RemovedContacts> ReadAsync(PartitionManifest manifest, SegmentBlobs blobs, CancellationToken cancellation) =>
        manifest.Removed is { } named
            ? RemovedContactsBlob.Read(named.Name, (await blobs.WholeAsync(named.Name, cancellation)).Span, named.Count, manifest.Contacts)
            : RemovedContacts.None;

    public async Task<ManifestRemoved> WriteAsync(PartitionManifest manifest, RemovedContacts removed, CancellationToken cancellation)
    {
        var named = new ManifestRemoved(ActivityBlobNames.Removed(manifest.Partition, manifest.Epoch, ids.NewId()), removed.All.Count, removed.Pending.Count);
        await container.PutAsync(named.Name, RemovedContactsBlob.Write(removed), cancellation);
        return named;
    }
}
