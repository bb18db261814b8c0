using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Activities.Log;

namespace CustomerJourneys.Activities.Segments;

/// <summary>Builds a segment from activities and from older segments, in any order. It keeps what it is given: repeats fall before.</summary>
public sealed class SegmentBuilder
{
    private readonly Dictionary<string, GroupBuilder> _groups = new(StringComparer.OrdinalIgnoreCase);
    private int _contactsEnd;

    /// <summary>How many activities were added.</summary>
    public int Activities { get; private set; }

    /// <summary>Adds an activity.</summary>
    /// <param name="contact">The contact's number in its partition, 0 or more.</param>
    /// <param name="activity">A valid activity.</param>
    public void Add(int contact, Activity activity)
    {
        var slices = new List<FrameSlice>(1);
        foreach (var chunk in ActivityFrames.Of([activity]).Group(partitions: 1))
            slices.Add(chunk.SliceOf(chunk.Entries[0]));
        var rows = PartitionRows.Read(slices, new ContactNumbers());
        Add(contact, rows, 0, Group(activity.Type));
    }

    /// <summary>Adds the rows of a commit.</summary>
    public void Add(PartitionRows rows)
    {
        var groups = rows.Types.Select(Group).ToArray();
        for (var row = 0; row < rows.Count; row++)
            Add(rows.ContactOf(row), rows, row, groups[rows.TypeOf(row)]);
    }

    /// <summary>Adds all of an older segment.</summary>
    public void Add(SegmentContent segment)
    {
        foreach (var group in segment.Groups)
            Group(group.Columns.Type).Append(group);
        _contactsEnd = Math.Max(_contactsEnd, segment.Index.ContactsEnd);
        Activities += checked((int)segment.Index.Activities);
    }

    /// <summary>Adds a group of an older segment, or what is left of one.</summary>
    public void Add(SegmentGroupContent group)
    {
        Group(group.Columns.Type).Append(group);
        _contactsEnd = Math.Max(_contactsEnd, group.Columns.RunContacts[^1] + 1);
        Activities += group.Columns.Count;
    }

    /// <summary>Seals the segment.</summary>
    public SealedSegment Build()
    {
        var segment = new ByteWriter((Activities * 16) + 1024);
        segment.UInt32(SegmentLimits.HeaderMagic);
        segment.UInt16(SegmentLimits.Version);
        segment.UInt16(0);
        // A type may have come with repeats only.
        var builders = _groups.Where(group => group.Value.Count > 0).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => group.Value).ToArray();
        var groups = Array.ConvertAll(builders, builder => builder.WriteColumns(segment));
        var hashes = new ulong[Activities];
        var row = 0;
        for (var i = 0; i < groups.Length; i++)
        {
            groups[i] = groups[i] with { Ids = builders[i].WriteIds(segment, hashes.AsSpan(row)) };
            row += groups[i].Count;
        }
        var filter = SegmentFilter.Build(segment, hashes);
        var footerOffset = segment.Length;
        new SegmentIndex("", SegmentLimits.Version, _contactsEnd, groups, filter).Write(segment);
        return new SealedSegment(segment.ToArray(), footerOffset, Activities);
    }

    private void Add(int contact, PartitionRows rows, int row, GroupBuilder group)
    {
        rows.ReadFields(row, group.Add(contact, rows.TimeOf(row), rows.IdOf(row)), group);
        _contactsEnd = Math.Max(_contactsEnd, contact + 1);
        Activities++;
    }

    private GroupBuilder Group(string type)
    {
        if (!_groups.TryGetValue(type, out var group))
            _groups.Add(type, group = new GroupBuilder(type));
        return group;
    }
}

/// <summary>A segment as it is stored.</summary>
/// <param name="Bytes">All its bytes.</param>
/// <param name="FooterOffset">Where the footer starts.</param>
/// <param name="Activities">How many activities it holds.</param>
public sealed record SealedSegment(byte[] Bytes, int FooterOffset, int Activities);
