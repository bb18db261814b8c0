using System.Buffers.Binary;
using System.Numerics;

namespace CustomerJourneys.Imports.Files;

/// <summary>MurmurHash3 (Appleby), the variant of 128 bits for 64-bit machines, with seed 0.</summary>
internal static class MurmurHash128
{
    private const int BlockSize = 16;
    private const ulong C1 = 0x87c37b91114253d5;
    private const ulong C2 = 0x4cf5ad432745937f;

    /// <summary>The hash of some bytes.</summary>
    public static (ulong First, ulong Second) Compute(ReadOnlySpan<byte> bytes)
    {
        ulong h1 = 0, h2 = 0;
        var length = (ulong)bytes.Length;
        for (; bytes.Length >= BlockSize; bytes = bytes[BlockSize..])
        {
            h1 ^= Mix1(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            h1 = ((BitOperations.RotateLeft(h1, 27) + h2) * 5) + 0x52dce729;
            h2 ^= Mix2(BinaryPrimitives.ReadUInt64LittleEndian(bytes[sizeof(ulong)..]));
            h2 = ((BitOperations.RotateLeft(h2, 31) + h1) * 5) + 0x38495ab5;
        }

        // What is left of a block, with zeros behind it.
        Span<byte> rest = stackalloc byte[BlockSize];
        rest.Clear();
        bytes.CopyTo(rest);
        h1 ^= Mix1(BinaryPrimitives.ReadUInt64LittleEndian(rest)) ^ length;
        h2 ^= Mix2(BinaryPrimitives.ReadUInt64LittleEndian(rest[sizeof(ulong)..])) ^ length;
        h1 += h2;
        h2 += h1;
        h1 = Spread(h1);
        h2 = Spread(h2);
        h1 += h2;
        return (h1, h2 + h1);
    }

    private static ulong Mix1(ulong word) => BitOperations.RotateLeft(word * C1, 31) * C2;

    private static ulong Mix2(ulong word) => BitOperations.RotateLeft(word * C2, 33) * C1;

    private static ulong Spread(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        return hash ^ (hash >> 33);
    }
}
