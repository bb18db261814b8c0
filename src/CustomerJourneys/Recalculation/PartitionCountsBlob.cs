using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Journeys;

namespace CustomerJourneys.Recalculation;

/// <summary>
/// What one partition counted for the journeys of a run, as one blob: an index, and a section a journey, so that journeys can be added up one by one. The
/// table is in <c>docs/storage-format.md</c>.
/// </summary>
public static class PartitionCountsBlob
{
    /// <summary>The length of the prelude, which says how long the index is.</summary>
    public const int PreludeLength = 16;

    internal const uint Magic = 0x43504a43; // "CJPC"
    private const ushort FormatVersion = 2;
    private const int MaxJourneyIdBytes = 512;
    private const int MinEntryLength = 4;

    /// <summary>Encodes the counts of the journeys that were evaluated.</summary>
    /// <param name="journeys">The journeys by id; <see langword="null"/> for one whose earlier counts and states stay right.</param>
    public static byte[] Encode(IReadOnlyList<(string JourneyId, PartitionCounts? Counts)> journeys)
    {
        var (index, sections) = (new ByteWriter(), new ByteWriter(64 * 1024));
        index.Varint(journeys.Count);
        foreach (var (journeyId, counts) in journeys)
        {
            var start = sections.Length;
            if (counts is not null)
            {
                Write(sections, counts);
                sections.UInt32(Crc32C.Compute(sections.Written[start..]));
            }

            index.Text(journeyId, MaxJourneyIdBytes);
            index.Varint(sections.Length - start);
        }

        var blob = new ByteWriter(PreludeLength + index.Length + sections.Length);
        blob.UInt32(Magic);
        blob.UInt16(FormatVersion);
        blob.UInt16(0);
        blob.UInt32((uint)index.Length);
        blob.UInt32(Crc32C.Compute(index.Written));
        blob.Bytes(index.Written);
        blob.Bytes(sections.Written);
        return blob.ToArray();
    }

    /// <summary>How many bytes the prelude and the index have.</summary>
    /// <param name="blob">The name of the blob, for errors.</param>
    /// <param name="start">At least the prelude.</param>
    /// <exception cref="CorruptBlobException">These are no counts.</exception>
    public static int IndexLength(string blob, ReadOnlySpan<byte> start)
    {
        var part = BlobPart.Of(blob, "index");
        var reader = new ByteReader(start, part);
        if (reader.UInt32() != Magic || reader.UInt16() != FormatVersion || reader.UInt16() != 0)
            part.Fail("these are no counts of this version");
        var length = reader.UInt32();
        if (length > int.MaxValue - PreludeLength)
            part.Fail("its length is out of range");
        return PreludeLength + (int)length;
    }

    /// <summary>Reads where the sections are.</summary>
    /// <param name="blob">The name of the blob, for errors.</param>
    /// <param name="bytes">The prelude and the index.</param>
    /// <returns>By journey: offset and length, 0 for one whose earlier counts stay right.</returns>
    /// <exception cref="CorruptBlobException">The bytes are not what was written.</exception>
    public static IReadOnlyDictionary<string, (long Offset, int Length)> ReadIndex(string blob, ReadOnlySpan<byte> bytes)
    {
        var part = BlobPart.Of(blob, "index");
        var length = IndexLength(blob, bytes);
        if (bytes.Length != length)
            part.Fail($"it has {bytes.Length} bytes instead of {length}");
        part.Verify(bytes[PreludeLength..], length - PreludeLength, new ByteReader(bytes[(PreludeLength - sizeof(uint))..], part).UInt32());
        var reader = new ByteReader(bytes[PreludeLength..], part);
        var count = reader.Count(MinEntryLength - 2);
        var sections = new Dictionary<string, (long, int)>(count, StringComparer.Ordinal);
        var offset = (long)length;
        for (var i = 0; i < count; i++)
        {
            var journeyId = reader.Text(MaxJourneyIdBytes);
            var size = reader.Varint(int.MaxValue);
            if (!sections.TryAdd(journeyId, (offset, size)))
                part.Fail("a journey is there twice");
            offset += size;
        }

        reader.End();
        return sections;
    }

    /// <summary>Reads the section of one journey.</summary>
    /// <param name="blob">The name of the blob, for errors.</param>
    /// <param name="section">Its bytes.</param>
    /// <exception cref="CorruptBlobException">The bytes are not what was written.</exception>
    public static PartitionCounts ReadSection(string blob, ReadOnlySpan<byte> section)
    {
        var part = BlobPart.Of(blob, "counts");
        if (section.Length < sizeof(uint))
            part.Fail("it ends early");
        var content = section[..^sizeof(uint)];
        part.Verify(content, content.Length, new ByteReader(section[^sizeof(uint)..], part).UInt32());
        var reader = new ByteReader(content, part);
        var kind = reader.Byte();
        if (kind > 1)
            part.Fail("its kind is unknown here");
        var (read, inexact) = ((long)reader.Varint(Varint.Max), (long)reader.Varint(Varint.Max));
        var converted = new long[reader.Varint(Journey.MaxStages)];
        if (converted.Length == 0)
            part.Fail("it has no stages");
        for (var stage = 0; stage < converted.Length; stage++)
            converted[stage] = (long)reader.Varint(Varint.Max);
        var gaps = ReadGaps(ref reader, converted.Length);
        var removed = kind == 1 ? ReadGaps(ref reader, converted.Length) : null;
        reader.End();
        return new PartitionCounts(read, inexact, converted, gaps) { RemovedGaps = removed };
    }

    private static void Write(ByteWriter writer, PartitionCounts counts)
    {
        writer.Byte(counts.RemovedGaps is null ? (byte)0 : (byte)1);
        writer.Varint((ulong)counts.ActivitiesRead);
        writer.Varint((ulong)counts.InexactContacts);
        writer.Varint(counts.Converted.Count);
        foreach (var converted in counts.Converted)
            writer.Varint((ulong)converted);
        foreach (var gaps in counts.Gaps)
            WriteGaps(writer, gaps);
        foreach (var gaps in counts.RemovedGaps ?? [])
            WriteGaps(writer, gaps);
    }

    // Ascending, so the differences are small and never negative.
    private static void WriteGaps(ByteWriter writer, long[] gaps)
    {
        writer.Varint(gaps.Length);
        var previous = 0L;
        foreach (var gap in gaps)
        {
            writer.Varint((ulong)(gap - previous));
            previous = gap;
        }
    }

    private static long[][] ReadGaps(ref ByteReader reader, int stages)
    {
        var all = new long[stages][];
        for (var stage = 0; stage < stages; stage++)
        {
            var gaps = all[stage] = new long[reader.Count(1)];
            var previous = 0L;
            for (var i = 0; i < gaps.Length; i++)
                gaps[i] = previous += (long)reader.Varint(Varint.Max);
        }

        return all;
    }
}
