using CustomerJourneys.Recalculation;
using CustomerJourneys.Recalculation.Evaluation;

namespace CustomerJourneys.Journeys.Health;

/// <summary>Adds up, over all partitions, which types, attributes and groups there are, and how many activities each matcher of a journey matches.</summary>
internal sealed class SeenActivities(CompiledJourney journey)
{
    private readonly Lock _lock = new();
    private readonly long[] _matched = new long[journey.Matchers.Count];
    private readonly HashSet<string> _types = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _attributes = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _groups = new(StringComparer.Ordinal);

    /// <summary>How many activities of the journey's types there are.</summary>
    public long Activities { get; private set; }

    /// <summary>Adds a partition; may be called from several threads.</summary>
    public void Add(PresentPartition partition)
    {
        var matched = new long[_matched.Length];
        foreach (var part in partition.Parts)
        {
            foreach (var matcher in journey.Matchers.Where(matcher => matcher.LooksAt(part.Type)))
                matched[matcher.Index] += matcher.Over(part, journey.Range, partition.DataAsOf.ToUnixTimeMilliseconds()).Count();
        }

        lock (_lock)
        {
            Activities += partition.Parts.Sum(part => (long)part.Count);
            _types.UnionWith(partition.Parts.Where(part => part.Count > 0).Select(part => part.Type));
            _attributes.UnionWith(partition.Contacts.Attributes.Keys);
            _groups.UnionWith(partition.Contacts.Groups.Keys);
            for (var i = 0; i < matched.Length; i++)
                _matched[i] += matched[i];
        }
    }

    /// <summary>How many activities a matcher matches within the journey's activity range.</summary>
    public long Matched(int matcher) => _matched[matcher];

    /// <summary>Whether there is any activity of a matcher's types.</summary>
    public bool HasTypeOf(int matcher) => journey.Matchers[matcher].Types.Any(_types.Contains);

    /// <summary>Whether any contact has an attribute.</summary>
    public bool HasAttribute(string name) => _attributes.Contains(name);

    /// <summary>Whether there is a contact group.</summary>
    public bool HasGroup(string id) => _groups.Contains(id);
}
