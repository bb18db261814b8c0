using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Activities.Segments;
using CustomerJourneys.Journeys;

namespace CustomerJourneys.Results.States;

/// <summary>The beginning of the states of one partition: counts, and where the blocks of each stage are. Immutable.</summary>
internal sealed class StageStatesHead
{
    private StageStatesHead(IReadOnlyList<StageIndex> stages, ReplacedIndex? replaced) => (Stages, Replaced) = (stages, replaced);

    /// <summary>The stages in order.</summary>
    public IReadOnlyList<StageIndex> Stages { get; }

    /// <summary>What these states replace of earlier ones; <see langword="null"/> when they stand alone.</summary>
    public ReplacedIndex? Replaced { get; }

    /// <summary>How many bytes the head has, told from the first bytes of the blob.</summary>
    /// <param name="blob">The name of the blob, for errors.</param>
    /// <param name="start">At least the prelude.</param>
    /// <exception cref="CorruptBlobException">The blob does not begin as stage states do.</exception>
    public static int LengthOf(string blob, ReadOnlySpan<byte> start)
    {
        var part = BlobPart.Of(blob, "head");
        var reader = new ByteReader(start, part);
        if (reader.UInt32() != StageStatesFormat.Magic)
            part.Fail("these are no stage states");
        var version = reader.UInt16();
        if (version != StageStatesFormat.Version)
            part.Fail($"version {version} is unknown here");
        if (reader.UInt16() > (StageStatesFormat.HasNoTime | StageStatesFormat.Replaces))
            part.Fail("a flag is unknown here");
        var length = reader.UInt32();
        if (length is <= StageStatesFormat.PreludeLength + sizeof(uint) or > StageStatesFormat.MaxHeadLength)
            part.Fail("the length of the head is out of range");
        return (int)length;
    }

    /// <summary>Reads a head.</summary>
    /// <param name="blob">The name of the blob, for errors.</param>
    /// <param name="head">As many bytes as <see cref="LengthOf"/> tells.</param>
    /// <exception cref="CorruptBlobException">The bytes are not what was written.</exception>
    public static StageStatesHead Parse(string blob, ReadOnlySpan<byte> head)
    {
        var part = BlobPart.Of(blob, "head");
        var length = LengthOf(blob, head);
        if (head.Length != length)
            part.Fail($"it has {head.Length} bytes instead of {length}");
        var content = head[..^sizeof(uint)];
        part.Verify(content, content.Length, new ByteReader(head[^sizeof(uint)..], part).UInt32());
        var flags = new ByteReader(content[StageStatesFormat.FlagsOffset..], part).UInt16();
        var hasNoTime = (flags & StageStatesFormat.HasNoTime) != 0;
        var reader = new ByteReader(content[StageStatesFormat.PreludeLength..], part);
        var stages = new StageIndex[reader.Byte()];
        if (stages.Length is < 1 or > Journey.MaxStages)
            part.Fail("the count of stages is out of range");
        var offset = (long)length;
        for (var i = 0; i < stages.Length; i++)
        {
            stages[i] = ReadStage(ref reader, part, i + 1, hasNoTime && i == 0 ? StageStatesFormat.NoTime : SegmentLimits.MinTime, ref offset);
            if (i > 0 && stages[i - 1].Converted - stages[i - 1].Stopped != stages[i].Converted)
                part.Fail("the counts of two stages contradict each other");
        }

        if (hasNoTime && (stages[0].Blocks.Count == 0 || stages[0].Blocks[0].Start.Time != StageStatesFormat.NoTime))
            part.Fail("no entry is without a time, which the flag says");
        if (stages[^1].Stopped != stages[^1].Converted)
            part.Fail("the counts of the last stage contradict each other");
        var replaced = (flags & StageStatesFormat.Replaces) != 0 ? ReadReplaced(ref reader, stages.Length, offset) : null;
        reader.End();
        return new StageStatesHead(stages, replaced);
    }

    private static ReplacedIndex ReadReplaced(ref ByteReader reader, int stages, long offset)
    {
        var (converted, stopped) = (new int[stages], new int[stages]);
        for (var stage = 0; stage < stages; stage++)
            (converted[stage], stopped[stage]) = (reader.Varint(int.MaxValue), reader.Varint(int.MaxValue));
        var count = reader.Varint(int.MaxValue);
        return new ReplacedIndex(converted, stopped, count, offset, reader.Varint(int.MaxValue), reader.UInt32());
    }

    private static StageIndex ReadStage(ref ByteReader reader, BlobPart part, int number, long minTime, ref long offset)
    {
        var converted = reader.Varint(int.MaxValue);
        var stopped = reader.Varint(converted);
        if (converted == 0)
            return new StageIndex(number, 0, 0, []);
        var count = (converted - 1) / StageStatesFormat.BlockEntries + 1;
        var time = reader.Int64();
        if (count > reader.Remaining / StageStatesFormat.MinBlockRefLength || time < minTime || time > SegmentLimits.MaxTime)
            part.Fail("a stage is out of range");
        var blocks = new StageBlock[count];
        var stoppedInBlocks = 0L;
        for (var i = 0; i < count; i++)
        {
            var entries = Math.Min(StageStatesFormat.BlockEntries, converted - (i * StageStatesFormat.BlockEntries));
            time += (long)reader.Varint((ulong)(SegmentLimits.MaxTime - time));
            blocks[i] = ReadBlock(ref reader, part, time, entries, offset);
            if (i > 0 && blocks[i].Start.CompareTo(blocks[i - 1].Start) <= 0)
                part.Fail("the blocks are not in order");
            stoppedInBlocks += blocks[i].Stopped;
            offset += blocks[i].Length;
        }

        if (stoppedInBlocks != stopped)
            part.Fail("the counts of a stage and of its blocks differ");
        return new StageIndex(number, converted, stopped, blocks);
    }

    private static StageBlock ReadBlock(ref ByteReader reader, BlobPart part, long time, int entries, long offset)
    {
        var separator = reader.Text(StageStatesFormat.MaxIdLength);
        var stopped = reader.Varint(entries);
        var length = reader.Varint(entries * StageStatesFormat.MaxEntryLength);
        if (length < entries * StageStatesFormat.MinEntryLength)
            part.Fail("the length of a block is out of range");
        return new StageBlock(new StageKey(time, separator), entries, stopped, offset, length, reader.UInt32());
    }
}
