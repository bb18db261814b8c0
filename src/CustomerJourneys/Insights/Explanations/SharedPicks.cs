using CustomerJourneys.Journeys.Rules;

namespace CustomerJourneys.Insights.Explanations;

/// <summary>Shares activities that must be picked out among conditions, each of which picks a certain number: as many as possible find a place.</summary>
/// <remarks>Augmenting paths (Kuhn, "The Hungarian method for the assignment problem", 1955), with room for several activities at a condition.</remarks>
internal sealed class SharedPicks(ContactTimeline timeline, List<AskedCondition> conditions)
{
    private readonly Dictionary<int, List<int>> _picks = conditions.ToDictionary(condition => condition.Place, _ => new List<int>());

    /// <summary>What a condition got.</summary>
    public IReadOnlyList<int> Of(AskedCondition condition) => _picks[condition.Place];

    /// <summary>Finds a place for an activity, moving others if need be; without one it is left out.</summary>
    public void Add(int place) => TryAdd(place, []);

    private bool TryAdd(int place, HashSet<int> seen)
    {
        foreach (var condition in conditions)
        {
            if (!timeline.Matches(condition.Index, place) || !seen.Add(condition.Place))
                continue;
            var picks = _picks[condition.Place];
            var other = picks.Count < ((PerformedMeaning)condition.Meaning).AtLeast ? -1 : picks.FindIndex(picked => TryAdd(picked, seen));
            if (picks.Count == ((PerformedMeaning)condition.Meaning).AtLeast && other < 0)
                continue;
            if (other >= 0)
                picks.RemoveAt(other);
            picks.Add(place);
            return true;
        }

        return false;
    }
}
