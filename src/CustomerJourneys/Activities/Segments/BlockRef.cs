using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Activities.Segments;

/// <summary>Where a block lies in its segment.</summary>
/// <param name="Offset">Bytes from the start of the segment.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Checksum">CRC-32C of its bytes.</param>
public readonly record struct BlockRef(long Offset, int Length, uint Checksum)
{
    /// <summary>The first byte after the block.</summary>
    public long End => Offset + Length;

    internal void Write(ByteWriter footer)
    {
        footer.Varint((ulong)Offset);
        footer.Varint(Length);
        footer.UInt32(Checksum);
    }

    internal static BlockRef Read(ref ByteReader footer, long footerOffset)
    {
        var offset = (long)footer.Varint((ulong)footerOffset);
        var length = footer.Varint((int)Math.Min(int.MaxValue, footerOffset - offset));
        return new BlockRef(offset, length, footer.UInt32());
    }
}
