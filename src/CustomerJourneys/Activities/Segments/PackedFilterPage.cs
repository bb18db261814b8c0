using System.Buffers.Binary;
using System.Numerics;
using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Activities.Segments;

/// <summary>
/// A filter page of n sorted hashes after Elias and Fano: by the bits that follow those which name the page, floor(log2 n) of them, a hash
/// has a bucket; the number of hashes in each bucket stands in unary (a one a hash, then a zero), and the next bits of each hash as they
/// are. That is 1.5 to 2 bits a hash and the kept ones, and one look needs no decoding: it counts zeros up to its bucket.
/// </summary>
internal static class PackedFilterPage
{
    public static void Encode(ByteWriter target, ReadOnlySpan<ulong> hashes, int pageBits, int lowBits)
    {
        var bucketBits = BitOperations.Log2((uint)hashes.Length);
        target.Varint(hashes.Length);
        var counts = target.Append(BytesOf(hashes.Length + (1L << bucketBits)));
        counts.Clear();
        for (var i = 0; i < hashes.Length; i++)
        {
            // Each zero before it ends one bucket, each one is a hash.
            var bit = i + (int)Bucket(hashes[i] << pageBits, bucketBits);
            counts[bit >> 3] |= (byte)(1 << (bit & 7));
        }
        ulong pending = 0;
        var count = 0;
        foreach (var hash in hashes)
        {
            pending |= Low(hash << pageBits, bucketBits, lowBits) << count;
            for (count += lowBits; count >= 8; count -= 8, pending >>= 8)
                target.Byte((byte)pending);
        }
        if (count > 0)
            target.Byte((byte)pending);
        target.Zeros(Varint.Padding);
    }

    /// <param name="page">A page that <see cref="Count"/> has checked.</param>
    /// <param name="rest">The hash without the bits that name the page, at the top.</param>
    /// <param name="lowBits">How many bits of a hash are kept as they are.</param>
    public static bool Contains(ReadOnlySpan<byte> page, ulong rest, int lowBits)
    {
        var start = 0;
        var rows = (int)Varint.ReadPadded(page, ref start);
        var bucketBits = BitOperations.Log2((uint)rows);
        var lowStart = start + BytesOf(rows + (1L << bucketBits));
        var bucket = (int)Bucket(rest, bucketBits);
        var wanted = Low(rest, bucketBits, lowBits);
        var mask = (1UL << lowBits) - 1;
        for (var bit = AfterZeros(page[start..], bucket); (page[start + (bit >> 3)] >> (bit & 7) & 1) != 0; bit++)
        {
            var at = (long)(bit - bucket) * lowBits;
            if ((BinaryPrimitives.ReadUInt64LittleEndian(page[(lowStart + (int)(at >> 3))..]) >> (int)(at & 7) & mask) == wanted)
                return true;
        }
        return false;
    }

    /// <summary>Fails unless the page is one that <see cref="Contains"/> can look at; gives how many hashes it has.</summary>
    public static int Count(ReadOnlySpan<byte> page, int lowBits, BlobPart part)
    {
        var reader = new ByteReader(page, part);
        var rows = reader.Count(bytesEach: 1);
        if (rows == 0)
            part.Fail("it is empty");
        var bits = rows + (1L << BitOperations.Log2((uint)rows));
        var counts = reader.Bytes(BytesOf(bits));
        reader.Bytes(BytesOf((long)rows * lowBits));
        reader.EndPadded();
        var ones = 0L;
        foreach (var b in counts)
            ones += BitOperations.PopCount(b);
        // The last bit ends the last bucket, and what fills its byte is zero.
        if (ones != rows || counts[(int)((bits - 1) >> 3)] >> (int)((bits - 1) & 7) != 0)
            part.Fail("the buckets do not hold its hashes");
        return rows;
    }

    private static ulong Bucket(ulong rest, int bucketBits) => bucketBits == 0 ? 0 : rest >> (64 - bucketBits);

    private static ulong Low(ulong rest, int bucketBits, int lowBits) => rest << bucketBits >> (64 - lowBits);

    private static int BytesOf(long bits) => (int)((bits + 7) >> 3);

    /// <summary>The position after the n-th zero bit. There are so many, or the page was refused.</summary>
    private static int AfterZeros(ReadOnlySpan<byte> bits, int zeros)
    {
        if (zeros == 0)
            return 0;
        var word = 0;
        ulong inverse;
        while (true)
        {
            inverse = ~BinaryPrimitives.ReadUInt64LittleEndian(bits[(word * sizeof(ulong))..]);
            var found = BitOperations.PopCount(inverse);
            if (found >= zeros)
                break;
            zeros -= found;
            word++;
        }
        for (; zeros > 1; zeros--)
            inverse &= inverse - 1;
        return (word * 64) + BitOperations.TrailingZeroCount(inverse) + 1;
    }
}
