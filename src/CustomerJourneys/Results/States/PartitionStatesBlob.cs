using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Results.States;

/// <summary>
/// What a run found in one partition, as one blob: an index of the journeys, their heads, then the blocks of one journey after the other. The table is in
/// <c>docs/stage-states-format.md</c>.
/// </summary>
internal static class PartitionStatesBlob
{
    private const int MinEntryLength = 3;

    /// <summary>Writes what comes before the blocks.</summary>
    /// <param name="journeys">The journeys, each with its head and the length of its blocks.</param>
    public static byte[] Front(IReadOnlyList<(string JourneyId, ReadOnlyMemory<byte> Head, int BodyLength)> journeys)
    {
        var index = new ByteWriter();
        index.Varint(journeys.Count);
        foreach (var (journeyId, head, bodyLength) in journeys)
        {
            index.Text(journeyId, StageStatesFormat.MaxJourneyIdBytes);
            index.Varint(head.Length);
            index.Varint(bodyLength);
        }

        var front = new ByteWriter(StageStatesFormat.PreludeLength + index.Length + journeys.Sum(journey => journey.Head.Length));
        front.UInt32(StageStatesFormat.Magic);
        front.UInt16(StageStatesFormat.Version);
        front.UInt16(0);
        front.UInt32((uint)index.Length);
        front.UInt32(Crc32C.Compute(index.Written));
        front.Bytes(index.Written);
        foreach (var journey in journeys)
            front.Bytes(journey.Head.Span);
        return front.ToArray();
    }

    /// <summary>How many bytes the prelude and the index have, told from the first bytes of the blob.</summary>
    /// <param name="blob">The name of the blob, for errors.</param>
    /// <param name="start">At least the prelude.</param>
    /// <exception cref="CorruptBlobException">The blob does not begin as stage states do.</exception>
    public static int IndexLength(string blob, ReadOnlySpan<byte> start)
    {
        var part = BlobPart.Of(blob, "index");
        var reader = new ByteReader(start, part);
        if (reader.UInt32() != StageStatesFormat.Magic)
            part.Fail("these are no stage states");
        var version = reader.UInt16();
        if (version != StageStatesFormat.Version || reader.UInt16() != 0)
            part.Fail($"version {version} is unknown here");
        var length = reader.UInt32();
        if (length is 0 or > StageStatesFormat.MaxHeadLength)
            part.Fail("its length is out of range");
        return StageStatesFormat.PreludeLength + (int)length;
    }

    /// <summary>Finds a journey.</summary>
    /// <param name="blob">The name of the blob, for errors.</param>
    /// <param name="index">The prelude and the index.</param>
    /// <param name="journeyId">The journey.</param>
    /// <returns>Where its head and its blocks are, or <see langword="null"/>.</returns>
    /// <exception cref="CorruptBlobException">The bytes are not what was written.</exception>
    public static JourneyStatesPlace? Find(string blob, ReadOnlySpan<byte> index, string journeyId)
    {
        var part = BlobPart.Of(blob, "index");
        var length = IndexLength(blob, index);
        if (index.Length != length)
            part.Fail($"it has {index.Length} bytes instead of {length}");
        var content = index[StageStatesFormat.PreludeLength..];
        part.Verify(content, content.Length, new ByteReader(index[(StageStatesFormat.PreludeLength - sizeof(uint))..], part).UInt32());
        var reader = new ByteReader(content, part);
        var count = reader.Count(MinEntryLength);
        var (heads, bodies, found) = ((long)length, 0L, (JourneyStatesPlace?)null);
        for (var i = 0; i < count; i++)
        {
            var id = reader.Text(StageStatesFormat.MaxJourneyIdBytes);
            var head = reader.Varint(StageStatesFormat.MaxHeadLength);
            var body = reader.Varint(int.MaxValue);
            if (id == journeyId)
                found = new JourneyStatesPlace(heads, head, bodies, body);
            heads += head;
            bodies += body;
        }

        reader.End();
        // The blocks begin where the last head ends.
        return found is { } place ? place with { BodyOffset = heads + place.BodyOffset } : null;
    }
}

/// <summary>Where the states of a journey are, in bytes from the start of the blob.</summary>
internal readonly record struct JourneyStatesPlace(long HeadOffset, int HeadLength, long BodyOffset, int BodyLength);
