using CustomerJourneys.Activities;

namespace CustomerJourneys.Recalculation.Evaluation;

/// <summary>What was read of a partition as one journey sees it: which rows each of its matchers matches.</summary>
internal sealed class JourneyColumns
{
    private readonly List<MatchedRows>[] _byMatcher;

    /// <summary>Prepares; costs time by the parts and their distinct values, not by their rows.</summary>
    /// <param name="journey">The journey.</param>
    /// <param name="parts">What was read; parts of other types are passed over.</param>
    /// <param name="dataAsOf">The moment to which times are relative, in milliseconds since 1970-01-01T00:00:00Z.</param>
    public JourneyColumns(CompiledJourney journey, IReadOnlyList<ActivityColumns> parts, long dataAsOf)
    {
        _byMatcher = [.. journey.Matchers.Select(_ => new List<MatchedRows>())];
        var read = new List<(ActivityColumns, IReadOnlyList<(int, MatchedRows)>)>();
        foreach (var part in parts)
        {
            var seen = new List<(int, MatchedRows)>();
            var isRead = false;
            foreach (var matcher in journey.Matchers)
            {
                if (!matcher.LooksAt(part.Type))
                    continue;
                isRead = true;
                var rows = matcher.Over(part, journey.Range, dataAsOf);
                if (rows.IsEmpty)
                    continue;
                seen.Add((matcher.Index, rows));
                _byMatcher[matcher.Index].Add(rows);
            }

            if (!isRead)
                continue;
            ActivitiesRead += part.Count;
            read.Add((part, seen));
        }

        Parts = read;
    }

    /// <summary>How many activities of the journey's types were read.</summary>
    public long ActivitiesRead { get; }

    /// <summary>The parts of the journey's types, each with what is matched in it, by matcher.</summary>
    public IReadOnlyList<(ActivityColumns Columns, IReadOnlyList<(int Matcher, MatchedRows Rows)> Matched)> Parts { get; }

    /// <summary>What any of these matchers matches; a row may be in several.</summary>
    public IReadOnlyList<MatchedRows> Of(IReadOnlyList<int> matchers) =>
        matchers.Count == 1 ? _byMatcher[matchers[0]] : [.. matchers.SelectMany(matcher => _byMatcher[matcher])];
}
