using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace CustomerJourneys.Results.States;

/// <summary>Numbers of the same few bits one after the other, the lowest bits first.</summary>
internal static class PackedBits
{
    /// <summary>How many bytes so many numbers take.</summary>
    public static long Length(long count, int bits) => ((count * bits) + 7) / 8;

    /// <summary>Reads the number at a place.</summary>
    /// <param name="packed">All of them.</param>
    /// <param name="place">Which, from 0.</param>
    /// <param name="bits">How many bits each has, at most 57.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read(ReadOnlySpan<byte> packed, int place, int bits)
    {
        var bit = (long)place * bits;
        var rest = packed[(int)(bit >> 3)..];
        var word = rest.Length >= sizeof(ulong) ? BinaryPrimitives.ReadUInt64LittleEndian(rest) : Last(rest);
        return (word >> (int)(bit & 7)) & ((1UL << bits) - 1);
    }

    /// <summary>Whether no bit is set behind the last number.</summary>
    public static bool EndsInZeros(ReadOnlySpan<byte> packed, int count, int bits)
    {
        var used = (int)(((long)count * bits) & 7);
        return used == 0 || packed[^1] >> used == 0;
    }

    private static ulong Last(ReadOnlySpan<byte> bytes)
    {
        var word = 0UL;
        for (var i = 0; i < bytes.Length; i++)
            word |= (ulong)bytes[i] << (8 * i);
        return word;
    }
}

/// <summary>Packs numbers; writes up to 8 bytes beyond the last one.</summary>
internal ref struct BitPacker(Span<byte> target)
{
    private readonly Span<byte> _target = target;
    private ulong _word;
    private int _bits;

    /// <summary>How many whole bytes are written.</summary>
    private int _bytes;

    /// <summary>Adds a number of at most 56 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ulong number, int bits)
    {
        _word |= number << _bits;
        BinaryPrimitives.WriteUInt64LittleEndian(_target[_bytes..], _word);
        _bits += bits;
        var whole = _bits >> 3;
        _bytes += whole;
        _word >>= whole << 3;
        _bits &= 7;
    }
}
