namespace CustomerJourneys.Results.States;

/// <summary>What the head knows of one stage.</summary>
/// <param name="Number">The stage, counted from 1.</param>
/// <param name="Converted">Contacts who reached it.</param>
/// <param name="Stopped">Those of them who reached no later one.</param>
/// <param name="Blocks">Where their entries are, in order.</param>
internal sealed record StageIndex(int Number, int Converted, int Stopped, IReadOnlyList<StageBlock> Blocks);

/// <summary>A block of entries of one stage.</summary>
/// <param name="Start">No entry is before this time, and every one of the block before is.</param>
/// <param name="Entries">How many entries.</param>
/// <param name="Stopped">How many of them reached no later stage.</param>
/// <param name="GapBits">The bits of the difference of one contact's number to the next.</param>
/// <param name="TimeBits">The bits of a time less <paramref name="Start"/>.</param>
/// <param name="Offset">Bytes from the start of the journey's blocks.</param>
/// <param name="Checksum">CRC-32C of its bytes.</param>
internal readonly record struct StageBlock(long Start, int Entries, int Stopped, byte GapBits, byte TimeBits, long Offset, uint Checksum)
{
    /// <summary>Its length in bytes.</summary>
    public int Length => checked((int)(PackedBits.Length(Entries, GapBits + 1) + PackedBits.Length(Entries, TimeBits)));
}
