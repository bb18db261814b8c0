using System.Buffers.Binary;
using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Activities.Segments;

/// <summary>A whole segment, decoded: what compaction merges.</summary>
public sealed class SegmentContent
{
    private SegmentContent(SegmentIndex index, IReadOnlyList<SegmentGroupContent> groups)
    {
        Index = index;
        Groups = groups;
    }

    /// <summary>The footer.</summary>
    public SegmentIndex Index { get; }

    /// <summary>The groups, one a type.</summary>
    public IReadOnlyList<SegmentGroupContent> Groups { get; }

    /// <summary>Decodes a segment and verifies every byte of it.</summary>
    /// <param name="segment">Its name, for errors.</param>
    /// <param name="bytes">All its bytes.</param>
    /// <exception cref="SegmentCorruptException">It is damaged, or no segment.</exception>
    public static SegmentContent Read(string segment, ReadOnlySpan<byte> bytes)
    {
        var header = new ByteReader(bytes, BlobPart.OfSegment(segment, "header"));
        if (header.UInt32() != SegmentLimits.HeaderMagic)
            BlobPart.OfSegment(segment, "header").Fail("it is no segment");
        var version = header.UInt16();
        var footerOffset = FooterOffset(segment, bytes);
        var index = SegmentIndex.Parse(segment, footerOffset, bytes[footerOffset..]);
        if (version != index.Version || header.UInt16() != 0)
            BlobPart.OfSegment(segment, "header").Fail("its version is not that of the trailer");
        var blocks = new SegmentBlocks(index);
        var groups = new List<SegmentGroupContent>(index.Groups.Count);
        foreach (var group in index.Groups)
            groups.Add(ReadGroup(blocks, group, bytes));
        var filtered = 0L;
        for (var page = 0; page < index.Filter.Pages.Count; page++)
            filtered += blocks.VerifyFilterPage(page, Slice(bytes, index.Filter.Pages[page]));
        if (filtered != index.Activities)
            BlobPart.OfSegment(segment, "filter").Fail("it has not one entry an activity");
        return new SegmentContent(index, groups);
    }

    private static SegmentGroupContent ReadGroup(SegmentBlocks blocks, SegmentGroup group, ReadOnlySpan<byte> bytes)
    {
        var (runContacts, runStarts, times) = blocks.Keys(group, Slice(bytes, group.Keys));
        var fields = new Dictionary<string, FieldColumn>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in group.Fields)
            fields.Add(field.Name, blocks.Field(group, field, Slice(bytes, field.Block)));
        var ids = new ActivityIds();
        foreach (var block in group.Ids)
            blocks.Ids(group, block, Slice(bytes, block.Block), ids);
        return new SegmentGroupContent(new ActivityColumns(group.Type, runContacts, runStarts, times, fields), ids);
    }

    private static int FooterOffset(string segment, ReadOnlySpan<byte> bytes)
    {
        var part = BlobPart.OfSegment(segment, "trailer");
        if (bytes.Length < SegmentLimits.HeaderLength + SegmentLimits.TrailerLength)
            part.Fail("it ends early");
        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[^SegmentLimits.TrailerLength..]);
        if (length > bytes.Length - SegmentLimits.HeaderLength - SegmentLimits.TrailerLength)
            part.Fail("the length of the footer is out of range");
        return bytes.Length - SegmentLimits.TrailerLength - (int)length;
    }

    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> bytes, BlockRef block) => bytes.Slice((int)block.Offset, block.Length);
}

/// <summary>A group of a decoded segment.</summary>
/// <param name="Columns">Contacts, times and all fields.</param>
/// <param name="Ids">The activity ids, by row.</param>
public sealed record SegmentGroupContent(ActivityColumns Columns, ActivityIds Ids);
