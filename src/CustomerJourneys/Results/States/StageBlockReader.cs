using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Activities.Segments;

namespace CustomerJourneys.Results.States;

/// <summary>Reads the entries of one block.</summary>
internal static class StageBlockReader
{
    /// <summary>Reads a block.</summary>
    /// <param name="blob">The name of the blob, for errors.</param>
    /// <param name="head">The head of the same states.</param>
    /// <param name="stage">The stage, counted from 1.</param>
    /// <param name="number">The block of the stage, from 0.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="stoppedOnly">Whether only those who reached no later stage are wanted.</param>
    /// <returns>The entries by contact.</returns>
    /// <exception cref="CorruptBlobException">The bytes are not what was written.</exception>
    public static StageEntries Read(string blob, StageStatesHead head, int stage, int number, ReadOnlySpan<byte> bytes, bool stoppedOnly)
    {
        var part = BlobPart.Of(blob, $"stage {stage}, block {number}");
        var blocks = head.Stages[stage - 1].Blocks;
        var block = blocks[number];
        part.Verify(bytes, block.Length, block.Checksum);
        // Times are in their years, and before the next block.
        var end = number + 1 < blocks.Count ? blocks[number + 1].Start
            : block.Start == StageStatesFormat.NoTime ? SegmentLimits.MinTime
            : SegmentLimits.MaxTime + 1;
        if (block.Start == StageStatesFormat.NoTime)
            end = Math.Min(end, SegmentLimits.MinTime);
        var numbers = bytes[..(int)PackedBits.Length(block.Entries, block.GapBits + 1)];
        var offsets = bytes[numbers.Length..];
        var taken = stoppedOnly ? block.Stopped : block.Entries;
        var (times, contacts) = (new long[taken], new int[taken]);
        var (contact, at, stopped) = (-1L, 0, 0);
        for (var i = 0; i < block.Entries; i++)
        {
            var entry = PackedBits.Read(numbers, i, block.GapBits + 1);
            contact += (long)(entry >> 1) + 1;
            var isStopped = (int)(entry & 1);
            stopped += isStopped;
            var time = block.Start + (block.TimeBits == 0 ? 0 : (long)PackedBits.Read(offsets, i, block.TimeBits));
            if (contact >= head.Contacts || time >= end)
                part.Fail("an entry is out of range");
            if (stoppedOnly && isStopped == 0)
                continue;
            if (at == taken)
                break;
            (times[at], contacts[at]) = (time, (int)contact);
            at++;
        }

        if (stopped != block.Stopped || at != taken)
            part.Fail("the counts of the block and of its entries differ");
        if (!PackedBits.EndsInZeros(numbers, block.Entries, block.GapBits + 1)
            || block.TimeBits > 0 && !PackedBits.EndsInZeros(offsets, block.Entries, block.TimeBits))
            part.Fail("it does not end in zeros");
        return new StageEntries(times, contacts);
    }
}
