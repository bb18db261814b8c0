using System.Buffers.Binary;
using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Recalculation.Evaluation;

namespace CustomerJourneys.Recalculation;

/// <summary>
/// What one partition counted for one journey of a run: small, and addable over partitions. The gaps are the sorted times from stage to
/// stage, from which exact percentiles over all partitions are selected.
/// </summary>
/// <param name="Contacts">Distinct contacts in the partition.</param>
/// <param name="ActivitiesRead">Activities of the journey's types.</param>
/// <param name="InexactContacts">Contacts that exceeded the search budget among equal times.</param>
/// <param name="Converted">Contacts who reached each stage.</param>
/// <param name="Gaps">For each stage the milliseconds from the one before, ascending; empty for the first.</param>
public sealed record PartitionCounts(
    long Contacts, long ActivitiesRead, long InexactContacts, IReadOnlyList<long> Converted, IReadOnlyList<long[]> Gaps)
{
    private const uint Magic = 0x43504a43; // "CJPC"
    private const ushort FormatVersion = 1;

    /// <summary>The counts of an evaluated partition.</summary>
    public static PartitionCounts Of(PartitionEvaluation evaluation) => new(
        evaluation.Contacts, evaluation.ActivitiesRead, evaluation.InexactContacts, evaluation.CountConverted(), evaluation.CollectGaps());

    /// <summary>Encodes the counts of all journeys of a plan, in its order; see <c>docs/storage-format.md</c>.</summary>
    public static byte[] Encode(IReadOnlyList<PartitionCounts> journeys)
    {
        var writer = new ByteWriter();
        writer.UInt32(Magic);
        writer.UInt16(FormatVersion);
        writer.Varint(journeys.Count);
        foreach (var counts in journeys)
        {
            writer.Varint((ulong)counts.Contacts);
            writer.Varint((ulong)counts.ActivitiesRead);
            writer.Varint((ulong)counts.InexactContacts);
            writer.Varint(counts.Converted.Count);
            foreach (var converted in counts.Converted)
                writer.Varint((ulong)converted);
            foreach (var gaps in counts.Gaps)
                WriteGaps(writer, gaps);
        }

        writer.UInt32(Crc32C.Compute(writer.Written));
        return writer.ToArray();
    }

    /// <summary>Decodes what <see cref="Encode"/> wrote.</summary>
    /// <param name="blob">The name of the blob, for errors.</param>
    /// <param name="bytes">Its content.</param>
    /// <exception cref="CorruptBlobException">The bytes are not what was written.</exception>
    public static IReadOnlyList<PartitionCounts> Decode(string blob, ReadOnlySpan<byte> bytes)
    {
        var part = BlobPart.Of(blob, "counts");
        if (bytes.Length < sizeof(uint))
            part.Fail("it ends early");
        var content = bytes[..^sizeof(uint)];
        part.Verify(content, content.Length, BinaryPrimitives.ReadUInt32LittleEndian(bytes[^sizeof(uint)..]));
        var reader = new ByteReader(content, part);
        if (reader.UInt32() != Magic || reader.UInt16() != FormatVersion)
            part.Fail("it is of another format");
        var journeys = new PartitionCounts[reader.Count(1)];
        for (var i = 0; i < journeys.Length; i++)
        {
            var (contacts, read, inexact) = ((long)reader.Varint(Varint.Max), (long)reader.Varint(Varint.Max), (long)reader.Varint(Varint.Max));
            var converted = new long[reader.Count(1)];
            for (var stage = 0; stage < converted.Length; stage++)
                converted[stage] = (long)reader.Varint(Varint.Max);
            var gaps = new long[converted.Length][];
            for (var stage = 0; stage < gaps.Length; stage++)
                gaps[stage] = ReadGaps(ref reader);
            journeys[i] = new PartitionCounts(contacts, read, inexact, converted, gaps);
        }

        reader.End();
        return journeys;
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

    private static long[] ReadGaps(ref ByteReader reader)
    {
        var gaps = new long[reader.Count(1)];
        var previous = 0L;
        for (var i = 0; i < gaps.Length; i++)
            gaps[i] = previous += (long)reader.Varint(Varint.Max);
        return gaps;
    }
}
