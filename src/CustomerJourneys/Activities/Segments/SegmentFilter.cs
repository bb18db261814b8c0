using System.Numerics;
using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Activities.Segments;

/// <summary>
/// What the footer says about the filter: the hashes of all (contact, activity id) of the segment, cut into 2^bits pages by their leading
/// bits. A page has some 2,048 to 4,096 of them in 8 KiB or less: a small batch reads as many pages as it has rows, not the whole filter.
/// </summary>
/// <param name="Bits">How many leading bits of a hash name its page, 0 to 24.</param>
/// <param name="LowBits">How many bits of a hash its page keeps as they are (<see cref="PackedFilterPage"/>); 0 in segments of version 1 (<see cref="SortedFilterPage"/>).</param>
/// <param name="Pages">The pages, in the order of the hashes.</param>
public sealed record SegmentFilter(int Bits, int LowBits, IReadOnlyList<BlockRef> Pages)
{
    /// <summary>The page that a hash is in, if it is in the segment.</summary>
    public int PageOf(ulong hash) => PageOf(hash, Bits);

    /// <summary>Whether a verified page holds the hash, or one that looks the same.</summary>
    /// <param name="page">The bytes of the page that <see cref="PageOf(ulong)"/> names.</param>
    /// <param name="hash">The hash.</param>
    public bool Contains(ReadOnlySpan<byte> page, ulong hash)
    {
        if (page.IsEmpty)
            return false;
        var rest = hash << Bits;
        return LowBits == 0 ? SortedFilterPage.Contains(page, rest) : PackedFilterPage.Contains(page, rest, LowBits);
    }

    internal static SegmentFilter Build(ByteWriter segment, ulong[] hashes)
    {
        var bits = Math.Clamp(BitOperations.Log2((uint)(hashes.Length / SegmentLimits.FilterPageRows) | 1), 0, SegmentLimits.MaxFilterBits);
        RowOrder.Sort(hashes);
        var pages = new BlockRef[1 << bits];
        var page = new ByteWriter(SegmentLimits.FilterPageRows * 2 * sizeof(uint));
        var next = 0;
        for (var number = 0; number < pages.Length; number++)
        {
            var first = next;
            while (next < hashes.Length && PageOf(hashes[next], bits) == number)
                next++;
            page.Clear();
            if (next > first)
                PackedFilterPage.Encode(page, hashes.AsSpan(first, next - first), bits, SegmentLimits.FilterLowBits);
            pages[number] = new BlockRef(segment.Length, page.Length, Crc32C.Compute(page.Written));
            segment.Bytes(page.Written);
        }
        return new SegmentFilter(bits, SegmentLimits.FilterLowBits, pages);
    }

    /// <summary>Fails unless the page is what was written; gives how many hashes it has.</summary>
    internal int Verify(int number, ReadOnlySpan<byte> page, string segment)
    {
        var part = BlobPart.OfSegment(segment, $"filter page {number}");
        part.Verify(page, Pages[number].Length, Pages[number].Checksum);
        if (page.IsEmpty)
            return 0;
        return LowBits == 0 ? SortedFilterPage.Count(page, part) : PackedFilterPage.Count(page, LowBits, part);
    }

    private static int PageOf(ulong hash, int bits) => bits == 0 ? 0 : (int)(hash >> (64 - bits));
}
