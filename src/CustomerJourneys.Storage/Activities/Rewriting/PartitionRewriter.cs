using CustomerJourneys.Activities.Rewriting;
using CustomerJourneys.Activities.Segments;
using CustomerJourneys.Contacts;

namespace CustomerJourneys.Storage.Activities.Rewriting;

/// <summary>Writes a partition anew without the rows and ids of contacts that are gone, and without rows that are older than activities are kept.</summary>
internal sealed class PartitionRewriter(
    ActivityContainer container, ManifestBlobs manifests, SegmentBlobs segments, RemovedContactBlobs removed, SurvivingActivities surviving,
    ActivityStorageOptions options, IdSource ids, TimeProvider time)
{
    private readonly ContactStretches _stretches = new(container, ids);

    /// <summary>Rewrites what there is to rewrite.</summary>
    /// <returns>Whether there was anything.</returns>
    public async Task<bool> RewriteAsync(PartitionState state, CancellationToken cancellation)
    {
        await state.Gate.WaitAsync(cancellation);
        try
        {
            while (true)
            {
                var stored = await manifests.ReadAsync(state.Partition, null, cancellation);
                var gone = await removed.ReadAsync(stored.Manifest, cancellation);
                var oldest = surviving.OldestKept;
                var parts = new List<RewrittenSegment>();
                foreach (var segment in stored.Manifest.Segments)
                    parts.Add(await RewriteAsync(state.Partition, segment, gone.Pending, oldest, cancellation));
                if (gone.Pending.Count == 0 && parts.All(part => part.Old == part.New))
                    return false;
                if (await TryCommitAsync(state, stored, gone, parts, cancellation))
                    return true;
            }
        }
        finally
        {
            state.Forget();
            state.Gate.Release();
        }
    }

    private async Task<RewrittenSegment> RewriteAsync(
        int partition, ManifestSegment segment, IReadOnlyList<int> gone, long oldest, CancellationToken cancellation)
    {
        var index = await segments.IndexAsync(segment, cancellation);
        if (index.Groups.All(group => Ages(group.Type) && group.MaxTime < oldest))
            return new RewrittenSegment(segment, null, LostOldRows: true);
        var hasOld = index.Groups.Any(group => Ages(group.Type) && group.MinTime < oldest);
        if (!hasOld && !ContactCover.Covers(index, gone))
            return new RewrittenSegment(segment, segment, LostOldRows: false);
        var pending = gone.ToHashSet();
        var groups = SurvivingRows.Of(await segments.ReadAsync(segment, cancellation), (type, contact, at) => (at >= oldest || !Ages(type)) && !pending.Contains(contact));
        if (groups.Sum(group => (long)group.Columns.Count) == segment.Activities)
            return new RewrittenSegment(segment, segment, LostOldRows: false);
        return new RewrittenSegment(segment, groups.Count == 0 ? null : await WriteAsync(partition, segment, groups, cancellation), hasOld);
    }

    /// <summary>What was said of contacts is kept as long as they are.</summary>
    private static bool Ages(string type) => !ContactRow.IsType(type);

    private async Task<ManifestSegment> WriteAsync(int partition, ManifestSegment old, IReadOnlyList<SegmentGroupContent> groups, CancellationToken cancellation)
    {
        var builder = new SegmentBuilder();
        foreach (var group in groups)
            builder.Add(group);
        var built = builder.Build();
        var segment = new ManifestSegment(ActivityBlobNames.Segment(partition, old.Level, ids.NewId()), built.Bytes.Length, built.FooterOffset, built.Activities, old.Level);
        await container.PutAsync(segment.Name, built.Bytes, cancellation);
        return segment;
    }

    private async Task<bool> TryCommitAsync(
        PartitionState state, StoredManifest stored, RemovedContacts gone, List<RewrittenSegment> parts, CancellationToken cancellation)
    {
        var manifest = stored.Manifest;
        var rewritten = parts.Select(part => part.New).OfType<ManifestSegment>().ToList();
        var replaced = parts.Where(part => part.Old != part.New).Select(part => part.Old.Name).ToList();
        var next = manifest with { Epoch = manifest.Epoch + 1, Segments = rewritten, Activities = rewritten.Sum(segment => segment.Activities) };
        if (gone.Pending.Count > 0)
        {
            replaced.Add(manifest.Removed!.Name);
            next = next with { Removed = await removed.WriteAsync(next, gone.Rewritten(), cancellation) };
            var (stretches, old) = await _stretches.RewriteAsync(manifest, await WithoutErasedAsync(state, manifest, gone, cancellation), cancellation);
            next = next with { ContactNumbers = stretches };
            replaced.AddRange(old);
        }
        // Rows that were too old are dropped unread, mostly: then whose they were is not known, and everything counts as changed.
        if (parts.Any(part => part.LostOldRows))
        {
            replaced.AddRange(manifest.Changes.Select(changes => changes.Name));
            next = next with { Changes = [], ChangesSince = next.Epoch };
        }
        next = next with { Replaced = ReplacedBlobs.Add(manifest, replaced, options, time) };
        return await manifests.TryReplaceAsync(next, stored.ETag, cancellation) is not null;
    }

    private async Task<ContactNumbers> WithoutErasedAsync(PartitionState state, PartitionManifest manifest, RemovedContacts gone, CancellationToken cancellation)
    {
        var known = await state.ContactsAsync(segments, manifest, cancellation);
        var erased = gone.All.OfType<ErasedContact>().Select(contact => contact.Contact).ToHashSet();
        var contacts = new ContactNumbers();
        for (var contact = 0; contact < known.Count; contact++)
            contacts.FindOrAdd(erased.Contains(contact) ? ErasedIds.PlaceOf(contact) : known.IdOf(contact));
        return contacts;
    }

    /// <summary>A segment, and what takes its place: itself if nothing changes, none if nothing is left.</summary>
    private sealed record RewrittenSegment(ManifestSegment Old, ManifestSegment? New, bool LostOldRows);
}
