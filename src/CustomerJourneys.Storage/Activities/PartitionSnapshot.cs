using System.Collections.Concurrent;
using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Changes;
using CustomerJourneys.Activities.Rewriting;
using CustomerJourneys.Activities.Segments;
using CustomerJourneys.Contacts;
using CustomerJourneys.Storage.Activities.Rewriting;

namespace CustomerJourneys.Storage.Activities;

/// <summary>A pinned partition: reads of its segments only what is asked for.</summary>
internal sealed class PartitionSnapshot(PartitionManifest manifest, SegmentBlobs segments) : IPartitionSnapshot
{
    public long Epoch => manifest.Epoch;

    public int Contacts => manifest.Contacts;

    public int SurvivingContacts => manifest.Contacts - (manifest.Removed?.Count ?? 0);

    public long Activities => manifest.Activities;

    public async Task<IReadOnlyList<ActivityColumns>> ReadAsync(
        IReadOnlyCollection<string> types, IReadOnlyCollection<string> fields, CancellationToken cancellation)
    {
        var wantedTypes = types.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var wantedFields = fields.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var parts = new ConcurrentBag<ActivityColumns>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(2, Environment.ProcessorCount), CancellationToken = cancellation };
        await Parallel.ForEachAsync(manifest.Segments, parallel, async (segment, stop) =>
        {
            foreach (var part in await ReadSegmentAsync(segment, wantedTypes, wantedFields, stop))
                parts.Add(part);
        });
        if (manifest.Removed is not { Pending: > 0 })
            return [.. parts];
        var gone = (await RemovedContactBlobs.ReadAsync(manifest, segments, cancellation)).Pending.ToHashSet();
        return [.. parts.Select(part => SurvivingRows.Of(part, (contact, _) => !gone.Contains(contact))).Where(part => part.Count > 0)];
    }

    public async Task<ContactIds> ReadContactIdsAsync(CancellationToken cancellation)
    {
        var ids = ContactIdsBlob.Read(await Task.WhenAll(manifest.ContactNumbers.Select(
            async stretch => (stretch.Name, await segments.KeptAsync(stretch.Name, cancellation), stretch.Count))));
        return ids.Without(await ReadRemovedContactsAsync(cancellation));
    }

    public async Task<IReadOnlyList<int>> ReadRemovedContactsAsync(CancellationToken cancellation) =>
        [.. (await RemovedContactBlobs.ReadAsync(manifest, segments, cancellation)).All.Select(removed => removed.Contact)];

    public async Task<IReadOnlyList<Activity>?> ReadContactAsync(string contactId, CancellationToken cancellation)
    {
        var contact = (await ReadContactIdsAsync(cancellation)).IndexOf(contactId);
        if (contact < 0)
            return null;
        var parts = await Task.WhenAll(manifest.Segments.Select(segment => new OneContact(segments, contact, contactId).ReadAsync(segment, cancellation)));
        return [.. parts.SelectMany(part => part)];
    }

    public async Task<ContactColumns> ReadContactsAsync(
        IReadOnlyCollection<string> attributes, IReadOnlyCollection<string> groups, CancellationToken cancellation)
    {
        if (attributes.Count + groups.Count == 0)
            return ContactColumns.None;
        var rows = ReadAsync([ContactRow.Type], ContactAttributes.FieldsOf(attributes), cancellation);
        return ContactColumns.None with
        {
            Removed = await ReadRemovedContactsAsync(cancellation),
            Attributes = ContactAttributes.Of(await rows, attributes, manifest.Contacts),
        };
    }

    public Task<PartitionChanges?> ReadChangesAsync(long sinceEpoch, CancellationToken cancellation) =>
        PartitionChangeLog.ReadAsync(manifest, segments, sinceEpoch, cancellation);

    private async Task<IEnumerable<ActivityColumns>> ReadSegmentAsync(
        ManifestSegment segment, HashSet<string> types, HashSet<string> fields, CancellationToken cancellation)
    {
        var index = await segments.IndexAsync(segment, cancellation);
        var wanted = new List<((SegmentGroup Group, SegmentField? Field), BlockRef)>();
        foreach (var group in index.Groups.Where(group => types.Contains(group.Type)))
        {
            wanted.Add(((group, null), group.Keys));
            wanted.AddRange(group.Fields.Where(field => fields.Contains(field.Name)).Select(field => ((group, (SegmentField?)field), field.Block)));
        }
        var blocks = new SegmentBlocks(index);
        var parts = new Dictionary<SegmentGroup, Part>(ReferenceEqualityComparer.Instance);
        await foreach (var ((group, field), bytes) in segments.BlocksAsync(segment.Name, wanted, isKept: true, cancellation))
        {
            if (!parts.TryGetValue(group, out var part))
                parts.Add(group, part = new Part());
            if (field is null)
                part.Keys = blocks.Keys(group, bytes.Span);
            else
                part.Fields.Add(field.Name, blocks.Field(group, field, bytes.Span));
        }
        return parts.Select(part => new ActivityColumns(
            part.Key.Type, part.Value.Keys.RunContacts, part.Value.Keys.RunStarts, part.Value.Keys.Times, part.Value.Fields));
    }

    private sealed class Part
    {
        public (int[] RunContacts, int[] RunStarts, long[] Times) Keys { get; set; }

        public Dictionary<string, FieldColumn> Fields { get; } = new(StringComparer.OrdinalIgnoreCase);
    }
}
