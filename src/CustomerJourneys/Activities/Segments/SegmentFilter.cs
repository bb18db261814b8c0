using System.Buffers.Binary;
using System.Numerics;
using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Activities.Segments;

/// <summary>
/// What the footer says about the filter: the sorted hashes of all (contact, activity id) of the segment, cut into 2^bits pages by
/// their leading bits; of each hash the 32 bits after those are kept. A page is some 8 KiB: a small batch reads as many pages as it
/// has rows, not the whole filter, and about one in two million ids that are absent seems present.
/// (A Bloom filter of half the size would send one small batch in ten to the id columns.)
/// </summary>
/// <param name="Bits">How many leading bits of a hash name its page, 0 to 24.</param>
/// <param name="Pages">The pages, in the order of the hashes.</param>
public sealed record SegmentFilter(int Bits, IReadOnlyList<BlockRef> Pages)
{
    /// <summary>The page that a hash is in, if it is in the segment.</summary>
    public int PageOf(ulong hash) => PageOf(hash, Bits);

    /// <summary>Whether a verified page holds the hash.</summary>
    /// <param name="page">The bytes of the page that <see cref="PageOf(ulong)"/> names.</param>
    /// <param name="hash">The hash.</param>
    public bool Contains(ReadOnlySpan<byte> page, ulong hash)
    {
        var wanted = Fingerprint(hash, Bits);
        var low = 0;
        var high = (page.Length / sizeof(uint)) - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var found = BinaryPrimitives.ReadUInt32LittleEndian(page[(middle * sizeof(uint))..]);
            if (found == wanted)
                return true;
            if (found < wanted)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return false;
    }

    internal static SegmentFilter Build(ByteWriter segment, ulong[] hashes)
    {
        var bits = Math.Clamp(BitOperations.Log2((uint)(hashes.Length / SegmentLimits.FilterPageRows) | 1), 0, SegmentLimits.MaxFilterBits);
        Array.Sort(hashes);
        var pages = new BlockRef[1 << bits];
        var page = new ByteWriter(SegmentLimits.FilterPageRows * 2 * sizeof(uint));
        var next = 0;
        for (var number = 0; number < pages.Length; number++)
        {
            page.Clear();
            for (; next < hashes.Length && PageOf(hashes[next], bits) == number; next++)
                page.UInt32(Fingerprint(hashes[next], bits));
            pages[number] = new BlockRef(segment.Length, page.Length, Crc32C.Compute(page.Written));
            segment.Bytes(page.Written);
        }
        return new SegmentFilter(bits, pages);
    }

    internal void Verify(int number, ReadOnlySpan<byte> page, string segment) =>
        BlobPart.OfSegment(segment, $"filter page {number}").Verify(page, Pages[number].Length, Pages[number].Checksum);

    private static int PageOf(ulong hash, int bits) => bits == 0 ? 0 : (int)(hash >> (64 - bits));

    private static uint Fingerprint(ulong hash, int bits) => (uint)(hash >> (32 - bits));
}
