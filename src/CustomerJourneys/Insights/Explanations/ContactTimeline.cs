using CustomerJourneys.Activities;
using CustomerJourneys.Journeys;
using CustomerJourneys.Journeys.Rules;
using CustomerJourneys.Recalculation.Evaluation;

namespace CustomerJourneys.Insights.Explanations;

/// <summary>One contact's activities in order of time, of the types that a journey looks at, and which of its matchers match each.</summary>
internal sealed class ContactTimeline
{
    private readonly List<Activity> _activities;
    private readonly List<(ActivityColumns Columns, int[] Places)> _parts = [];
    private readonly bool[][] _matches;

    /// <summary>Lays out the activities as columns, and asks the evaluator's matchers about them.</summary>
    public ContactTimeline(CompiledJourney journey, IEnumerable<Activity> activities, long dataAsOf)
    {
        // By id where times are equal, so that the order of arrival does not show.
        _activities = [.. activities.Where(activity => journey.Types.Contains(activity.Type, StringComparer.OrdinalIgnoreCase))
            .OrderBy(activity => activity.OccurredAt).ThenBy(activity => activity.Id, StringComparer.Ordinal)];
        foreach (var type in Enumerable.Range(0, _activities.Count).GroupBy(i => _activities[i].Type, StringComparer.OrdinalIgnoreCase))
        {
            int[] places = [.. type];
            _parts.Add((ColumnsOf(type.Key, places, journey.Fields), places));
        }

        _matches = [.. journey.Matchers.Select(matcher => MatchesOf(matcher, journey.Range, dataAsOf))];
    }

    /// <summary>How many activities.</summary>
    public int Count => _activities.Count;

    /// <summary>The columns of this one contact, whose number is 0.</summary>
    public IReadOnlyList<ActivityColumns> Columns => [.. _parts.Select(part => part.Columns)];

    /// <summary>The activity at a place in order of time.</summary>
    public Activity this[int place] => _activities[place];

    /// <summary>Whether one of the journey's matchers matches an activity.</summary>
    public bool Matches(int matcher, int place) => _matches[matcher][place];

    /// <summary>Which activities fit a pattern, whatever their time.</summary>
    public bool[] MatchesWhenever(ActivityPattern pattern) => MatchesOf(new ActivityMatcher(0, pattern with { WithinLast = null }), null, 0);

    /// <summary>The first place at or after a time.</summary>
    public int FirstAtOrAfter(long time)
    {
        var (start, end) = (0, Count);
        while (start < end)
        {
            var middle = (start + end) >>> 1;
            if (_activities[middle].OccurredAt < time)
                start = middle + 1;
            else
                end = middle;
        }

        return start;
    }

    private bool[] MatchesOf(ActivityMatcher matcher, ActivityRange? range, long dataAsOf)
    {
        var matches = new bool[Count];
        foreach (var (columns, places) in _parts)
        {
            if (!matcher.LooksAt(columns.Type))
                continue;
            var rows = matcher.Over(columns, range, dataAsOf);
            for (var row = 0; row < places.Length && !rows.IsEmpty; row++)
                matches[places[row]] = rows.Contains(row);
        }

        return matches;
    }

    private ActivityColumns ColumnsOf(string type, int[] places, IReadOnlyList<string> fields)
    {
        var columns = new Dictionary<string, FieldColumn>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in fields)
        {
            PropertyValue[] values = [.. places.Select(place => ActivityField.Of(_activities[place], field))];
            columns.Add(field, new FieldColumn([.. Enumerable.Range(0, values.Length)], values));
        }

        return ActivityColumns.OfRows(type, new int[places.Length], [.. places.Select(place => _activities[place].OccurredAt)], columns);
    }
}
