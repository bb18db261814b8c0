namespace CustomerJourneys.Activities;

/// <summary>The activities of some contacts of a partition.</summary>
/// <param name="Parts">Their activities; contacts are numbered anew, in the order in which they were asked for.</param>
/// <param name="Counts">How many activities of each type all contacts of the partition have; the dictionary ignores case.</param>
public sealed record SelectedActivities(IReadOnlyList<ActivityColumns> Parts, IReadOnlyDictionary<string, long> Counts)
{
    /// <summary>Selects from what was read of all contacts.</summary>
    /// <param name="all">The activities of all contacts.</param>
    /// <param name="contacts">The wanted contacts, ascending.</param>
    public static SelectedActivities Of(IReadOnlyList<ActivityColumns> all, int[] contacts) =>
        new(ColumnRows.OfContacts(all, contacts), CountsOf(all.Select(part => (part.Type, part.Count))));

    /// <summary>Adds up counts by type.</summary>
    public static IReadOnlyDictionary<string, long> CountsOf(IEnumerable<(string Type, int Count)> parts)
    {
        var counts = new Dictionary<string, long>(StringComparer.OrdinalIgnoreCase);
        foreach (var (type, count) in parts)
            counts[type] = counts.GetValueOrDefault(type) + count;
        return counts;
    }
}
