using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Activities.Segments;

namespace CustomerJourneys.Tests.Activities.Fuzzing;

/// <summary>A segment taken apart, so that a test changes a block or a number of the footer and puts it together again with all checksums right.</summary>
internal sealed class SegmentRewriter
{
    private readonly byte[][] _blocks;
    private readonly SegmentIndex _index;

    public SegmentRewriter(byte[] segment)
    {
        _index = SegmentContent.Read("s", segment).Index;
        _blocks = [.. SegmentLayout.BlocksOf(_index.Groups, _index.Filter).Select(block => segment.AsSpan((int)block.Offset, block.Length).ToArray())];
    }

    public int Blocks => _blocks.Length;

    /// <summary>The segment with some blocks changed.</summary>
    /// <param name="change">Changes the blocks, and their sizes as it likes.</param>
    /// <param name="groups">Changes what the footer says of the groups.</param>
    public byte[] With(Action<byte[][]> change, Func<SegmentGroup, SegmentGroup> groups)
    {
        var blocks = (byte[][])_blocks.Clone();
        change(blocks);
        var segment = new ByteWriter();
        segment.UInt32(SegmentLimits.HeaderMagic);
        segment.UInt16(SegmentLimits.Version);
        segment.UInt16(0);
        var places = new Queue<BlockRef>();
        foreach (var block in blocks)
        {
            places.Enqueue(new BlockRef(segment.Length, block.Length, Crc32C.Compute(block)));
            segment.Bytes(block);
        }
        var placed = _index.Groups.Select(groups).Select(group => group with
        {
            Keys = places.Dequeue(),
            Fields = [.. group.Fields.Select(field => field with { Block = places.Dequeue() })],
        }).ToList();
        placed = placed.ConvertAll(group => group with { Ids = [.. group.Ids.Select(ids => ids with { Block = places.Dequeue() })] });
        var filter = _index.Filter with { Pages = [.. _index.Filter.Pages.Select(_ => places.Dequeue())] };
        new SegmentIndex("", SegmentLimits.Version, _index.ContactsEnd, placed, filter).Write(segment);
        return segment.ToArray();
    }

    /// <summary>The same segment with another footer of whatever bytes, under a right checksum and length.</summary>
    public static byte[] WithFooter(SealedSegment segment, Func<byte[], byte[]> change)
    {
        var footer = change(segment.Bytes[segment.FooterOffset..^SegmentLimits.TrailerLength]);
        var trailer = new ByteWriter();
        trailer.UInt32((uint)footer.Length);
        trailer.UInt32(Crc32C.Compute(footer));
        return [.. segment.Bytes[..segment.FooterOffset], .. footer, .. trailer.Written, .. segment.Bytes[^8..]];
    }
}
