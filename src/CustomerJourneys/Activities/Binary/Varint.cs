using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace CustomerJourneys.Activities.Binary;

/// <summary>
/// Numbers of 0 to 2^56 - 1 in 1 to 8 bytes, 7 bits a byte, little-endian; the number of trailing zero bits of the first byte
/// is the number of bytes that follow, so that one load, one count and two shifts decode any of them.
/// </summary>
internal static class Varint
{
    /// <summary>The greatest number that can be written.</summary>
    public const ulong Max = (1UL << 56) - 1;

    /// <summary>Zero bytes that end a block which is read with <see cref="ReadPadded"/>.</summary>
    public const int Padding = sizeof(ulong);

    /// <summary>How many bytes a number takes.</summary>
    public static int SizeOf(ulong value) => Math.Max(1, (70 - BitOperations.LeadingZeroCount(value)) / 7);

    /// <summary>Writes a number to a span of at least 8 bytes, and returns how many bytes it took.</summary>
    public static int Write(Span<byte> target, ulong value)
    {
        if (value > Max)
            throw new ArgumentOutOfRangeException(nameof(value), value, "A stored number ends at 2^56 - 1.");
        var size = SizeOf(value);
        BinaryPrimitives.WriteUInt64LittleEndian(target, ((value << 1) | 1) << (size - 1));
        return size;
    }

    /// <summary>
    /// Reads a number where at least 8 bytes follow <paramref name="position"/>. Bytes that are no number give
    /// <see cref="ulong.MaxValue"/>, which every caller refuses as out of its range.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ReadPadded(ReadOnlySpan<byte> data, ref int position)
    {
        var bits = BinaryPrimitives.ReadUInt64LittleEndian(data[position..]);
        if ((byte)bits == 0)
            return ulong.MaxValue;
        var size = BitOperations.TrailingZeroCount((uint)bits) + 1;
        position += size;
        return (bits << (64 - (8 * size))) >> (64 - (7 * size));
    }
}
