namespace CustomerJourneys.Activities.Changes;

/// <summary>
/// Which contacts of a partition changed since an earlier commit. It may name some that did not, never too few: whoever evaluates these
/// again, and keeps what was found of all others, has the same as if all were evaluated.
/// </summary>
/// <param name="ByType">For each activity type that got new activities (or lost some) the contacts, ascending; the dictionary ignores case.</param>
/// <param name="Wholly">The contacts that were merged, erased, or lost activities of any type, ascending.</param>
public sealed record PartitionChanges(IReadOnlyDictionary<string, int[]> ByType, int[] Wholly)
{
    /// <summary>Nothing changed.</summary>
    public static PartitionChanges None { get; } = new(new Dictionary<string, int[]>(StringComparer.OrdinalIgnoreCase), []);

    /// <summary>How many contacts are named, one that changed by several types once for each.</summary>
    public int Count => Wholly.Length + ByType.Values.Sum(contacts => contacts.Length);

    /// <summary>The contacts, ascending, whose activities of the named types may have changed: all that an evaluation of these types must look at again.</summary>
    /// <param name="types">Activity types, compared ignoring case.</param>
    public int[] Of(IEnumerable<string> types)
    {
        var contacts = new HashSet<int>(Wholly);
        foreach (var type in types)
        {
            if (ByType.TryGetValue(type, out var changed))
                contacts.UnionWith(changed);
        }
        var sorted = contacts.ToArray();
        Array.Sort(sorted);
        return sorted;
    }

    /// <summary>The changes of several commits as one.</summary>
    public static PartitionChanges Combine(IEnumerable<PartitionChanges> changes)
    {
        var combined = new ChangedContacts();
        foreach (var part in changes)
            combined.Add(part);
        return combined.Build();
    }
}
