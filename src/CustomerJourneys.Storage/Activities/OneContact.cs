using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Segments;

namespace CustomerJourneys.Storage.Activities;

/// <summary>Reads what segments hold of one contact: only the groups that have it, and of their ids only its blocks.</summary>
internal sealed class OneContact(SegmentBlobs segments, int contact, string contactId)
{
    public async Task<IReadOnlyList<Activity>> ReadAsync(ManifestSegment segment, CancellationToken cancellation)
    {
        var index = await segments.IndexAsync(segment, cancellation);
        var groups = new List<SegmentGroupContent>();
        foreach (var group in index.Groups.Where(Covers))
        {
            if (await ReadAsync(index, group, cancellation) is { } content)
                groups.Add(content);
        }

        return [.. groups.SelectMany(group => SegmentRows.Of(group, contactId))];
    }

    /// <summary>The contact's rows of a group.</summary>
    private async Task<SegmentGroupContent?> ReadAsync(SegmentIndex index, SegmentGroup group, CancellationToken cancellation)
    {
        var blocks = new SegmentBlocks(index);
        (int[] RunContacts, int[] RunStarts, long[] Times) keys = ([], [], []);
        await foreach (var (_, bytes) in segments.BlocksAsync(index.Segment, [(group, group.Keys)], isKept: true, cancellation))
            keys = blocks.Keys(group, bytes.Span);
        var run = Array.BinarySearch(keys.RunContacts, contact);
        if (run < 0)
            return null;
        var (first, end) = (keys.RunStarts[run], keys.RunStarts[run + 1]);
        var fields = new Dictionary<string, FieldColumn>(StringComparer.OrdinalIgnoreCase);
        await foreach (var (field, bytes) in segments.BlocksAsync(index.Segment, group.Fields.Select(field => (field, field.Block)), isKept: true, cancellation))
        {
            var column = blocks.Field(group, field, bytes.Span);
            fields.Add(field.Name, column with { Codes = column.Codes[first..end] });
        }

        var columns = ActivityColumns.OfRows(group.Type, Enumerable.Repeat(contact, end - first).ToArray(), keys.Times[first..end], fields);
        return new SegmentGroupContent(columns, await ReadIdsAsync(index, group, blocks, cancellation));
    }

    private async Task<ActivityIds> ReadIdsAsync(SegmentIndex index, SegmentGroup group, SegmentBlocks blocks, CancellationToken cancellation)
    {
        // Blocks are of consecutive rows, so the contact's ids come in the order of its rows.
        var ids = new ActivityIds();
        var wanted = group.Ids.Where(Covers).Select(block => (block, block.Block));
        await foreach (var (block, bytes) in segments.BlocksAsync(index.Segment, wanted, isKept: false, cancellation))
        {
            var all = new ActivityIds();
            var contacts = blocks.Ids(group, block, bytes.Span, all);
            for (var row = 0; row < contacts.Length; row++)
            {
                if (contacts[row] == contact)
                    ids.Add(all[row]);
            }
        }

        return ids;
    }

    private bool Covers(SegmentGroup group) => group.Ids.Any(Covers);

    private bool Covers(SegmentIds block) => contact >= block.FirstContact && contact <= block.LastContact;
}
