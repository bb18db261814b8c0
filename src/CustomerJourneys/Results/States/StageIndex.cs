namespace CustomerJourneys.Results.States;

/// <summary>What the head knows of one stage.</summary>
/// <param name="Number">The stage, counted from 1.</param>
/// <param name="Converted">Contacts who reached it.</param>
/// <param name="Stopped">Those of them who reached no later one.</param>
/// <param name="Blocks">Where their entries are, in order.</param>
internal sealed record StageIndex(int Number, int Converted, int Stopped, IReadOnlyList<StageBlock> Blocks);

/// <summary>A block of entries of one stage.</summary>
/// <param name="Start">Not after the first entry, and after the last one of the block before; the time is that of the first entry.</param>
/// <param name="Entries">How many entries.</param>
/// <param name="Stopped">How many of them reached no later stage.</param>
/// <param name="Offset">Bytes from the start of the blob.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Checksum">CRC-32C of its bytes.</param>
internal readonly record struct StageBlock(StageKey Start, int Entries, int Stopped, long Offset, int Length, uint Checksum);
