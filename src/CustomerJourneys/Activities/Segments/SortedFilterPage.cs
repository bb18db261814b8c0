using System.Buffers.Binary;
using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Activities.Segments;

/// <summary>A filter page of version 1: of each hash the 32 bits after those that name the page, ascending. It is read, and no longer written.</summary>
internal static class SortedFilterPage
{
    /// <param name="page">A verified page.</param>
    /// <param name="rest">The hash without the bits that name the page, at the top.</param>
    public static bool Contains(ReadOnlySpan<byte> page, ulong rest)
    {
        var wanted = (uint)(rest >> 32);
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

    public static int Count(ReadOnlySpan<byte> page, BlobPart part)
    {
        if (page.Length % sizeof(uint) != 0)
            part.Fail("it holds no whole number of hashes");
        return page.Length / sizeof(uint);
    }
}
