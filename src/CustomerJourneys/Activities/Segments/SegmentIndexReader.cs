using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Activities.Segments;

/// <summary>Reads a footer whose checksum is verified; every number in it is checked all the same.</summary>
internal sealed class SegmentIndexReader(string segment, int version, long footerOffset, BlobPart part)
{
    private const int MinGroupBytes = 28;
    private const int MinFieldBytes = 8;
    private const int MinIdsBytes = 8;
    private const int MinPageBytes = 6;

    public SegmentIndex Read(ReadOnlySpan<byte> footer)
    {
        var reader = new ByteReader(footer, part);
        var contactsEnd = reader.Varint(int.MaxValue);
        var groups = new SegmentGroup[reader.Count(MinGroupBytes)];
        var types = new HashSet<string>(groups.Length, StringComparer.OrdinalIgnoreCase);
        var rows = 0L;
        for (var i = 0; i < groups.Length; i++)
        {
            groups[i] = ReadGroup(ref reader, contactsEnd);
            if (!types.Add(groups[i].Type))
                part.Fail("a type has two groups");
            rows += groups[i].Count;
        }
        var filter = ReadFilter(ref reader, rows);
        reader.End();
        SegmentLayout.Verify(groups, filter, footerOffset, part);
        return new SegmentIndex(segment, version, contactsEnd, groups, filter);
    }

    private SegmentGroup ReadGroup(ref ByteReader reader, int contactsEnd)
    {
        var type = reader.Text(SegmentLimits.MaxIdBytes);
        var count = reader.Varint(int.MaxValue);
        var minTime = reader.Int64();
        var maxTime = reader.Int64();
        if (minTime < SegmentLimits.MinTime || maxTime > SegmentLimits.MaxTime || minTime > maxTime)
            part.Fail("a time is out of range");
        var keys = BlockRef.Read(ref reader, footerOffset);
        // A row takes at least one byte of its group's times, so a wrong count cannot ask for more memory than that.
        if (count == 0 || count > keys.Length)
            part.Fail("the count of a group is out of range");
        var fields = new SegmentField[reader.Count(MinFieldBytes)];
        var names = new HashSet<string>(fields.Length, StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = new SegmentField(reader.Text(SegmentLimits.MaxTextBytes), BlockRef.Read(ref reader, footerOffset));
            if (!names.Add(fields[i].Name))
                part.Fail("a field has two columns");
        }
        return new SegmentGroup(type, count, minTime, maxTime, keys, fields, ReadIds(ref reader, count, contactsEnd));
    }

    private SegmentIds[] ReadIds(ref ByteReader reader, int rows, int contactsEnd)
    {
        var blocks = new SegmentIds[reader.Count(MinIdsBytes)];
        if (blocks.Length != (rows + SegmentLimits.IdBlockRows - 1) / SegmentLimits.IdBlockRows)
            part.Fail("the count of id blocks is out of range");
        for (var i = 0; i < blocks.Length; i++)
        {
            var first = reader.Varint(int.MaxValue);
            var last = reader.Varint(int.MaxValue);
            if (first > last || last >= contactsEnd || (i > 0 && first < blocks[i - 1].LastContact))
                part.Fail("a contact is out of range");
            var count = Math.Min(SegmentLimits.IdBlockRows, rows - (i * SegmentLimits.IdBlockRows));
            blocks[i] = new SegmentIds(first, last, count, BlockRef.Read(ref reader, footerOffset));
        }
        return blocks;
    }

    private SegmentFilter ReadFilter(ref ByteReader reader, long rows)
    {
        var bits = reader.Byte();
        var lowBits = version == SegmentLimits.FirstVersion ? 0 : reader.Byte();
        if (bits > SegmentLimits.MaxFilterBits || 1 << bits > reader.Remaining / MinPageBytes
            || (version != SegmentLimits.FirstVersion && lowBits is < SegmentLimits.MinFilterLowBits or > SegmentLimits.MaxFilterLowBits))
            part.Fail("the filter is out of range");
        var pages = new BlockRef[1 << bits];
        for (var i = 0; i < pages.Length; i++)
            pages[i] = BlockRef.Read(ref reader, footerOffset);
        if (version == SegmentLimits.FirstVersion && pages.Sum(page => (long)page.Length) != rows * sizeof(uint))
            part.Fail("the filter has not one entry an activity");
        return new SegmentFilter(bits, lowBits, pages);
    }
}
