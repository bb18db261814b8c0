namespace CustomerJourneys.Activities.Segments;

/// <summary>
/// Which segments a commit merges with its new activities. Sizes are kept in steps: when there would be too many segments, the
/// smallest are merged, and on as long as the next one is no larger than what is merged so far. So an activity is rewritten
/// about log2(total / commit) times, and a reader opens few segments.
/// </summary>
public static class CompactionPolicy
{
    /// <summary>Chooses.</summary>
    /// <param name="sizes">The activities of each present segment.</param>
    /// <param name="added">How many activities the commit adds.</param>
    /// <param name="maxSegments">How many segments a partition should have at most.</param>
    /// <param name="maxMerged">The most activities of a merged segment: what a merge holds in memory.</param>
    /// <returns>The positions of the segments to merge, ascending; empty for none.</returns>
    public static IReadOnlyList<int> Choose(IReadOnlyList<long> sizes, long added, int maxSegments, long maxMerged)
    {
        if (sizes.Count < maxSegments)
            return [];
        var chosen = new List<int>();
        var total = added;
        foreach (var segment in Enumerable.Range(0, sizes.Count).OrderBy(segment => sizes[segment]).ThenByDescending(segment => segment))
        {
            var enough = sizes.Count - chosen.Count < maxSegments;
            if (total + sizes[segment] > maxMerged || (enough && sizes[segment] > total))
                break;
            chosen.Add(segment);
            total += sizes[segment];
        }
        chosen.Sort();
        return chosen;
    }
}
