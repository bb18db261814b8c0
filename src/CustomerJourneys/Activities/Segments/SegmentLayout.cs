using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Activities.Segments;

/// <summary>
/// The order of the blocks in a segment: each begins where the one before ends, and the footer after the last. So a footer cannot name
/// bytes twice, and what it asks a reader to decode is never more than the segment.
/// </summary>
internal static class SegmentLayout
{
    public static void Verify(IReadOnlyList<SegmentGroup> groups, SegmentFilter filter, long footerOffset, BlobPart footer)
    {
        var next = (long)SegmentLimits.HeaderLength;
        foreach (var block in BlocksOf(groups, filter))
        {
            if (block.Offset != next)
                footer.Fail("the blocks do not lie one after the other");
            next = block.End;
        }
        if (next != footerOffset)
            footer.Fail("the blocks do not end where it begins");
    }

    /// <summary>All blocks in the order in which they lie.</summary>
    public static IEnumerable<BlockRef> BlocksOf(IReadOnlyList<SegmentGroup> groups, SegmentFilter filter) =>
    [
        .. groups.SelectMany(group => group.Fields.Select(field => field.Block).Prepend(group.Keys)),
        .. groups.SelectMany(group => group.Ids.Select(ids => ids.Block)),
        .. filter.Pages,
    ];
}
