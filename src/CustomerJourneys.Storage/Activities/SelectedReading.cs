using System.Collections.Concurrent;
using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Segments;

namespace CustomerJourneys.Storage.Activities;

/// <summary>Reads of segments the activities of some contacts.</summary>
internal sealed class SelectedReading(SegmentBlobs segments, IReadOnlyCollection<string> types, IReadOnlyCollection<string> fields, int[] contacts)
{
    private readonly HashSet<string> _types = types.ToHashSet(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _fields = fields.ToHashSet(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentBag<ActivityColumns> _parts = [];
    private readonly ConcurrentBag<(string Type, int Count)> _counts = [];

    /// <summary>Reads all segments of a manifest, a few at once.</summary>
    public async Task<SelectedActivities> ReadAsync(PartitionManifest manifest, CancellationToken cancellation)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(2, Environment.ProcessorCount), CancellationToken = cancellation };
        await Parallel.ForEachAsync(manifest.Segments, parallel, async (segment, stop) => await ReadAsync(segment, stop));
        return new SelectedActivities([.. _parts], SelectedActivities.CountsOf(_counts));
    }

    private async Task ReadAsync(ManifestSegment segment, CancellationToken cancellation)
    {
        var index = await segments.IndexAsync(segment, cancellation);
        var wanted = new List<((SegmentGroup Group, SegmentField? Field), BlockRef)>();
        foreach (var group in index.Groups.Where(group => _types.Contains(group.Type)))
        {
            _counts.Add((group.Type, group.Count));
            wanted.Add(((group, null), group.Keys));
            wanted.AddRange(group.Fields.Where(field => _fields.Contains(field.Name)).Select(field => ((group, (SegmentField?)field), field.Block)));
        }

        var blocks = new SegmentBlocks(index);
        var parts = new Dictionary<SegmentGroup, (SelectedKeys Keys, Dictionary<string, FieldColumn> Fields)>(ReferenceEqualityComparer.Instance);
        // In the order of their offsets: the keys of a group come before its fields.
        await foreach (var ((group, field), bytes) in segments.BlocksAsync(segment.Name, wanted, isKept: true, cancellation))
        {
            if (field is null)
                parts.Add(group, (blocks.Keys(group, bytes.Span, contacts), new Dictionary<string, FieldColumn>(StringComparer.OrdinalIgnoreCase)));
            else
                parts[group].Fields.Add(field.Name, blocks.Field(group, field, bytes.Span, parts[group].Keys.Rows));
        }

        foreach (var (group, (keys, columns)) in parts.Where(part => part.Value.Keys.Rows.Length > 0))
            _parts.Add(new ActivityColumns(group.Type, keys.Places, keys.RunStarts, keys.Times, columns));
    }
}
