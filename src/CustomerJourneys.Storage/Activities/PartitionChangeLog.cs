using CustomerJourneys.Activities.Changes;

namespace CustomerJourneys.Storage.Activities;

/// <summary>
/// Keeps in blobs which contacts the last commits changed: a small one a commit, named by the manifest. What it cannot tell any more it
/// says so, and then everything counts as changed.
/// </summary>
internal sealed class PartitionChangeLog(
    ActivityContainer container, SegmentBlobs blobs, ActivityStorageOptions options, IdSource ids, TimeProvider time)
{
    /// <summary>Notes the changes of the commit that a manifest is about to be written for.</summary>
    /// <param name="manifest">The manifest as it will be, of the commit's epoch and with its contacts.</param>
    /// <param name="changes">What the commit changes.</param>
    /// <param name="cancellation">Stops before the manifest is written.</param>
    /// <returns>The manifest that names the changes.</returns>
    public async Task<PartitionManifest> RecordAsync(PartitionManifest manifest, PartitionChanges changes, CancellationToken cancellation)
    {
        if (changes.Count == 0)
            return manifest;
        var named = manifest.Changes;
        var added = new ManifestChanges(ActivityBlobNames.Changes(manifest.Partition, manifest.Epoch, ids.NewId()), manifest.Epoch, changes.Count);
        List<ManifestChanges> next = [.. named, added];
        var dropped = ChangesPolicy.Dropped(next, manifest.Contacts);
        var since = dropped > 0 ? next[dropped - 1].Epoch : manifest.ChangesSince;
        next.RemoveRange(0, dropped);
        // A commit that changes nearly everything, such as a part of the first import, is not worth a blob.
        if (next.Count > 0)
            await WriteAsync(added, changes, cancellation);
        if (ChangesPolicy.Oldest(next) is var oldest and > 0)
            next = [await MergeAsync(manifest, next.GetRange(0, oldest), cancellation), .. next.Skip(oldest)];
        return manifest with
        {
            Changes = next,
            ChangesSince = since,
            Replaced = ReplacedBlobs.Add(manifest, named.Except(next).Select(old => old.Name), options, time),
        };
    }

    /// <summary>A manifest with what <see cref="RecordAsync"/> made of it before the rest of the commit was known.</summary>
    public static PartitionManifest Merge(PartitionManifest written, PartitionManifest recorded) => written with
    {
        Changes = recorded.Changes,
        ChangesSince = recorded.ChangesSince,
        Replaced = written.Replaced.Concat(recorded.Replaced).DistinctBy(blob => blob.Key).ToDictionary(),
    };

    /// <summary>How many contacts changed at most since an earlier commit.</summary>
    /// <returns><see langword="null"/> if the manifest no longer knows.</returns>
    public static int? Count(PartitionManifest manifest, long sinceEpoch)
    {
        if (sinceEpoch > manifest.Epoch || sinceEpoch < manifest.ChangesSince)
            return null;
        return manifest.Changes.Where(changes => changes.Epoch > sinceEpoch).Sum(changes => changes.Contacts);
    }

    /// <summary>What changed since an earlier commit.</summary>
    /// <returns><see langword="null"/> if the manifest no longer knows: everything counts as changed.</returns>
    public static async Task<PartitionChanges?> ReadAsync(PartitionManifest manifest, SegmentBlobs blobs, long sinceEpoch, CancellationToken cancellation)
    {
        if (sinceEpoch == manifest.Epoch)
            return PartitionChanges.None;
        if (sinceEpoch > manifest.Epoch || sinceEpoch < manifest.ChangesSince)
            return null;
        var parts = await Task.WhenAll(manifest.Changes.Where(changes => changes.Epoch > sinceEpoch)
            .Select(changes => ReadAsync(manifest, blobs, changes, cancellation)));
        return PartitionChanges.Combine(parts);
    }

    private async Task<ManifestChanges> MergeAsync(PartitionManifest manifest, List<ManifestChanges> oldest, CancellationToken cancellation)
    {
        var parts = await Task.WhenAll(oldest.Select(changes => ReadAsync(manifest, blobs, changes, cancellation)));
        var changes = PartitionChanges.Combine(parts);
        var epoch = oldest[^1].Epoch;
        var merged = new ManifestChanges(ActivityBlobNames.Changes(manifest.Partition, epoch, ids.NewId()), epoch, changes.Count);
        await WriteAsync(merged, changes, cancellation);
        return merged;
    }

    private async Task WriteAsync(ManifestChanges written, PartitionChanges changes, CancellationToken cancellation)
    {
        var bytes = ChangesBlob.Write(written.Epoch, changes);
        await container.PutAsync(written.Name, bytes, cancellation);
        blobs.Keep(written.Name, bytes);
    }

    private static async Task<PartitionChanges> ReadAsync(
        PartitionManifest manifest, SegmentBlobs blobs, ManifestChanges changes, CancellationToken cancellation) =>
        ChangesBlob.Read(changes.Name, (await blobs.KeptAsync(changes.Name, cancellation)).Span, changes.Epoch, manifest.Contacts);
}
