using CustomerJourneys.Journeys;

namespace CustomerJourneys.Recalculation.Evaluation;

/// <summary>A journey prepared for evaluation: its distinct matchers, and its stages as conditions over them. Immutable.</summary>
public sealed class CompiledJourney
{
    /// <summary>Prepares a definition; costs time linear in its conditions.</summary>
    public CompiledJourney(Journey journey)
    {
        var matchers = new List<ActivityMatcher>();
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        Stages = [.. journey.Stages.Select(stage => new CompiledStage(stage.Conditions, MatcherOf))];
        Matchers = matchers;
        Range = journey.ActivityRange;
        Types = [.. matchers.Select(matcher => matcher.Type).Distinct(StringComparer.OrdinalIgnoreCase)];
        Fields = [.. matchers.SelectMany(matcher => matcher.Fields).Distinct(StringComparer.OrdinalIgnoreCase)];

        int MatcherOf(PerformedActivity condition)
        {
            var key = KeyOf(condition);
            if (!known.TryGetValue(key, out var index))
            {
                index = matchers.Count;
                matchers.Add(new ActivityMatcher(index, condition));
                known.Add(key, index);
            }

            return index;
        }
    }

    /// <summary>The distinct matchers, by their index.</summary>
    public IReadOnlyList<ActivityMatcher> Matchers { get; }

    /// <summary>The stages in order.</summary>
    public IReadOnlyList<CompiledStage> Stages { get; }

    /// <summary>Which activities exist; <see langword="null"/> for all.</summary>
    public ActivityRange? Range { get; }

    /// <summary>The activity types that are read.</summary>
    public IReadOnlyList<string> Types { get; }

    /// <summary>The fields that are read.</summary>
    public IReadOnlyList<string> Fields { get; }

    // Texts compare ignoring case, so upper case folds what means the same; lengths keep values with separators apart.
    private static string KeyOf(PerformedActivity condition) => string.Concat(
        condition.Where.Select(filter => $"\n{filter.Field.Length}:{filter.Field}{filter.Operator}{filter.Value.IsNumber}{filter.Value.Text.Length}:{filter.Value.Text}")
            .Prepend(condition.ActivityType)).ToUpperInvariant();
}

/// <summary>A stage prepared for evaluation: its conditions in one row, each in its group.</summary>
public sealed class CompiledStage
{
    internal CompiledStage(ConditionSet set, Func<PerformedActivity, int> matcherOf)
    {
        Match = set.Match;
        Groups = [.. set.Groups.Select(group => (group.Match, group.Conditions.Count))];
        Conditions = [.. set.Groups.SelectMany((group, g) => group.Conditions.Select(condition => condition switch
        {
            PerformedActivity performed => new CompiledCondition(g, matcherOf(performed), performed.AtLeast),
            _ => throw new NotSupportedException($"No evaluation is known for {condition.GetType().Name}."),
        }))];
    }

    /// <summary>How the groups are joined.</summary>
    public Match Match { get; }

    /// <summary>How each group joins its conditions, and how many it has.</summary>
    public IReadOnlyList<(Match Match, int Conditions)> Groups { get; }

    /// <summary>The conditions, group by group.</summary>
    public IReadOnlyList<CompiledCondition> Conditions { get; }
}

/// <summary>A condition prepared for evaluation: at least so many activities of one matcher.</summary>
/// <param name="Group">The group it belongs to.</param>
/// <param name="Matcher">The index of its matcher.</param>
/// <param name="AtLeast">How many activities.</param>
public readonly record struct CompiledCondition(int Group, int Matcher, int AtLeast);
