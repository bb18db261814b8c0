using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Activities.Segments;
using CustomerJourneys.Journeys;

namespace CustomerJourneys.Results.States;

/// <summary>What is needed to read the states of one journey in one partition: counts, and where the blocks of each stage are. Immutable.</summary>
internal sealed class StageStatesHead
{
    private StageStatesHead(int contacts, IReadOnlyList<StageIndex> stages, ReplacedIndex? replaced) => (Contacts, Stages, Replaced) = (contacts, stages, replaced);

    /// <summary>How many numbers contacts had in the partition.</summary>
    public int Contacts { get; }

    /// <summary>The stages in order.</summary>
    public IReadOnlyList<StageIndex> Stages { get; }

    /// <summary>What these states replace of earlier ones; <see langword="null"/> when they stand alone.</summary>
    public ReplacedIndex? Replaced { get; }

    /// <summary>Reads a head.</summary>
    /// <param name="blob">The name of the blob, for errors.</param>
    /// <param name="head">Its bytes.</param>
    /// <param name="bodyLength">How many bytes the journey's blocks have.</param>
    /// <exception cref="CorruptBlobException">The bytes are not what was written.</exception>
    public static StageStatesHead Parse(string blob, ReadOnlySpan<byte> head, long bodyLength)
    {
        var part = BlobPart.Of(blob, "head");
        if (head.Length < sizeof(uint))
            part.Fail("it ends early");
        var content = head[..^sizeof(uint)];
        part.Verify(content, content.Length, new ByteReader(head[^sizeof(uint)..], part).UInt32());
        var reader = new ByteReader(content, part);
        var flags = reader.UInt16();
        if (flags > (StageStatesFormat.HasNoTime | StageStatesFormat.Replaces))
            part.Fail("a flag is unknown here");
        var hasNoTime = (flags & StageStatesFormat.HasNoTime) != 0;
        var contacts = reader.Varint(int.MaxValue);
        var stages = new StageIndex[reader.Byte()];
        if (stages.Length is < 1 or > Journey.MaxStages)
            part.Fail("the count of stages is out of range");
        var offset = 0L;
        for (var i = 0; i < stages.Length; i++)
        {
            stages[i] = ReadStage(ref reader, part, i + 1, contacts, hasNoTime && i == 0, ref offset);
            if (i > 0 && stages[i - 1].Converted - stages[i - 1].Stopped != stages[i].Converted)
                part.Fail("the counts of two stages contradict each other");
        }

        if (hasNoTime && (stages[0].Blocks.Count == 0 || stages[0].Blocks[0].Start != StageStatesFormat.NoTime))
            part.Fail("no entry is without a time, which the flag says");
        if (stages[^1].Stopped != stages[^1].Converted)
            part.Fail("the counts of the last stage contradict each other");
        var replaced = (flags & StageStatesFormat.Replaces) != 0 ? ReadReplaced(ref reader, stages.Length, offset) : null;
        reader.End();
        if (offset + (replaced?.Length ?? 0) != bodyLength)
            part.Fail("the length of the blocks is another one than the index says");
        return new StageStatesHead(contacts, stages, replaced);
    }

    private static ReplacedIndex ReadReplaced(ref ByteReader reader, int stages, long offset)
    {
        var (converted, stopped) = (new int[stages], new int[stages]);
        for (var stage = 0; stage < stages; stage++)
            (converted[stage], stopped[stage]) = (reader.Varint(int.MaxValue), reader.Varint(int.MaxValue));
        var count = reader.Varint(int.MaxValue);
        return new ReplacedIndex(converted, stopped, count, offset, reader.Varint(int.MaxValue), reader.UInt32());
    }

    private static StageIndex ReadStage(ref ByteReader reader, BlobPart part, int number, int contacts, bool hasNoTime, ref long offset)
    {
        var converted = reader.Varint(contacts);
        var stopped = reader.Varint(converted);
        if (converted == 0)
            return new StageIndex(number, 0, 0, []);
        var time = reader.Int64();
        if (time < (hasNoTime ? StageStatesFormat.NoTime : SegmentLimits.MinTime) || time > SegmentLimits.MaxTime)
            part.Fail("a time is out of range");
        var blocks = new StageBlock[reader.Count(StageStatesFormat.MinBlockRefLength)];
        var (entries, stoppedInBlocks) = (0L, 0L);
        for (var i = 0; i < blocks.Length; i++)
        {
            var gap = (long)reader.Varint((ulong)(SegmentLimits.MaxTime - time));
            if (i == 0 ? gap != 0 : gap == 0)
                part.Fail("the blocks are not in order");
            time += gap;
            blocks[i] = ReadBlock(ref reader, part, time, converted, offset);
            entries += blocks[i].Entries;
            stoppedInBlocks += blocks[i].Stopped;
            offset += blocks[i].Length;
        }

        if (entries != converted || stoppedInBlocks != stopped)
            part.Fail("the counts of a stage and of its blocks differ");
        return new StageIndex(number, converted, stopped, blocks);
    }

    private static StageBlock ReadBlock(ref ByteReader reader, BlobPart part, long time, int converted, long offset)
    {
        var entries = reader.Varint(converted);
        var stopped = reader.Varint(entries);
        var (gapBits, timeBits) = (reader.Byte(), reader.Byte());
        if (entries == 0 || gapBits > StageStatesFormat.MaxGapBits || timeBits > StageStatesFormat.MaxTimeBits
            || PackedBits.Length(entries, gapBits + 1) + PackedBits.Length(entries, timeBits) > int.MaxValue)
            part.Fail("a block is out of range");
        return new StageBlock(time, entries, stopped, gapBits, timeBits, offset, reader.UInt32());
    }
}
