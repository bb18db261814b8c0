using System.Text;
using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Activities.Segments;

namespace CustomerJourneys.Results.States;

/// <summary>Reads the entries of one block.</summary>
internal static class StageBlockReader
{
    /// <summary>Reads a block.</summary>
    /// <param name="blob">The name of the blob, for errors.</param>
    /// <param name="head">The head of the same blob.</param>
    /// <param name="stage">The stage, counted from 1.</param>
    /// <param name="number">The block of the stage, from 0.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="stoppedOnly">Whether only those who reached no later stage are wanted.</param>
    /// <exception cref="CorruptBlobException">The bytes are not what was written.</exception>
    public static StageEntry[] Read(string blob, StageStatesHead head, int stage, int number, ReadOnlySpan<byte> bytes, bool stoppedOnly)
    {
        var part = BlobPart.Of(blob, $"stage {stage}, block {number}");
        var block = head.Stages[stage - 1].Blocks[number];
        part.Verify(bytes, block.Length, block.Checksum);
        var entries = new StageEntry[stoppedOnly ? block.Stopped : block.Entries];
        var reader = new ByteReader(bytes, part);
        var (time, taken, stopped) = (block.Start.Time, 0, 0);
        ReadOnlySpan<byte> previous = [];
        for (var i = 0; i < block.Entries; i++)
        {
            var delta = (long)reader.Varint((ulong)(SegmentLimits.MaxTime - time));
            var depth = reader.Byte();
            var id = reader.TextBytes(StageStatesFormat.MaxIdLength);
            if (depth < stage || depth > head.Stages.Count || id.IsEmpty || !Ascii.IsValid(id))
                part.Fail("an entry is out of range");
            if (i == 0 ? delta != 0 : delta == 0 && id.SequenceCompareTo(previous) <= 0)
                part.Fail("the entries are not in order");
            time += delta;
            previous = id;
            var isStopped = depth == stage;
            stopped += isStopped ? 1 : 0;
            if (stopped > block.Stopped)
                break;
            if (isStopped || !stoppedOnly)
                entries[taken++] = new StageEntry(new StageKey(time, Encoding.ASCII.GetString(id)), depth);
        }

        if (stopped != block.Stopped)
            part.Fail("the counts of the block and of its entries differ");
        reader.End();
        if (!stoppedOnly && !entries[0].Key.ContactId.StartsWith(block.Start.ContactId, StringComparison.Ordinal))
            part.Fail("the first entry is not the one in the index");
        return entries;
    }
}
