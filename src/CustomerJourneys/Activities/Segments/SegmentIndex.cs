using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Activities.Segments;

/// <summary>The footer of a segment: where everything in it is. Immutable, as segments are.</summary>
public sealed class SegmentIndex
{
    internal SegmentIndex(string segment, int version, int contactsEnd, IReadOnlyList<SegmentGroup> groups, SegmentFilter filter)
    {
        Segment = segment;
        Version = version;
        ContactsEnd = contactsEnd;
        Groups = groups;
        Filter = filter;
        Activities = groups.Sum(group => (long)group.Count);
    }

    /// <summary>The segment's name, for errors.</summary>
    public string Segment { get; }

    /// <summary>The version of its format.</summary>
    public int Version { get; }

    /// <summary>One more than the greatest contact number in it.</summary>
    public int ContactsEnd { get; }

    /// <summary>How many activities.</summary>
    public long Activities { get; }

    /// <summary>The groups, one a type.</summary>
    public IReadOnlyList<SegmentGroup> Groups { get; }

    /// <summary>The filter over contacts and activity ids.</summary>
    public SegmentFilter Filter { get; }

    /// <summary>The group of a type, compared ignoring case.</summary>
    public SegmentGroup? Find(string type) =>
        Groups.FirstOrDefault(group => string.Equals(group.Type, type, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads the end of a segment: the footer and the trailer.</summary>
    /// <param name="segment">The segment's name, for errors.</param>
    /// <param name="footerOffset">Where <paramref name="end"/> starts in the segment.</param>
    /// <param name="end">The bytes from there to the end of the segment.</param>
    /// <exception cref="SegmentCorruptException">It is no footer, or a damaged one.</exception>
    public static SegmentIndex Parse(string segment, long footerOffset, ReadOnlySpan<byte> end)
    {
        var trailerPart = BlobPart.OfSegment(segment, "trailer");
        if (end.Length < SegmentLimits.TrailerLength)
            trailerPart.Fail("it ends early");
        var footer = end[..^SegmentLimits.TrailerLength];
        var trailer = new ByteReader(end[^SegmentLimits.TrailerLength..], trailerPart);
        var length = trailer.UInt32();
        var checksum = trailer.UInt32();
        var version = trailer.UInt16();
        if (trailer.UInt16() != 0 || trailer.UInt32() != SegmentLimits.TrailerMagic)
            trailerPart.Fail("it is no segment");
        if (version is < SegmentLimits.FirstVersion or > SegmentLimits.Version)
            trailerPart.Fail($"version {version} is unknown here");
        if (length != footer.Length)
            trailerPart.Fail("the length of the footer differs");
        var part = BlobPart.OfSegment(segment, "footer");
        part.Verify(footer, (int)length, checksum);
        return new SegmentIndexReader(segment, version, footerOffset, part).Read(footer);
    }

    /// <summary>Writes footer and trailer, in the current version.</summary>
    internal void Write(ByteWriter target)
    {
        var footer = new ByteWriter();
        footer.Varint(ContactsEnd);
        footer.Varint(Groups.Count);
        foreach (var group in Groups)
        {
            footer.Text(group.Type, SegmentLimits.MaxIdBytes);
            footer.Varint(group.Count);
            footer.Int64(group.MinTime);
            footer.Int64(group.MaxTime);
            group.Keys.Write(footer);
            footer.Varint(group.Fields.Count);
            foreach (var field in group.Fields)
            {
                footer.Text(field.Name, SegmentLimits.MaxTextBytes);
                field.Block.Write(footer);
            }
            footer.Varint(group.Ids.Count);
            foreach (var ids in group.Ids)
            {
                footer.Varint(ids.FirstContact);
                footer.Varint(ids.LastContact);
                ids.Block.Write(footer);
            }
        }
        footer.Byte((byte)Filter.Bits);
        footer.Byte((byte)Filter.LowBits);
        foreach (var page in Filter.Pages)
            page.Write(footer);
        target.Bytes(footer.Written);
        target.UInt32((uint)footer.Length);
        target.UInt32(Crc32C.Compute(footer.Written));
        target.UInt16(SegmentLimits.Version);
        target.UInt16(0);
        target.UInt32(SegmentLimits.TrailerMagic);
    }
}
