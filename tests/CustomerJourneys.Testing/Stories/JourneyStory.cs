using System.Globalization;
using CustomerJourneys.Activities;
using CustomerJourneys.Journeys;

namespace CustomerJourneys.Testing.Stories;

/// <summary>
/// Journeys in a notation for stories: <c>signup &gt; opened*2 &gt; (bought | paid) &amp; visited=pricing</c>.
/// Stages are separated by <c>&gt;</c>. A stage joins its groups by <c>&amp;</c> (All) or <c>|</c> (Any); a group in parentheses joins its
/// conditions in the same way. A condition is <c>type</c>, with <c>=value</c> or <c>!=value</c> for a filter that equals or does not,
/// <c>~text</c> or <c>!~text</c> for one that contains or does not, and <c>*n</c> for at least n.
/// </summary>
public static class JourneyStory
{
    private static readonly (string Mark, FieldOperator Operator)[] Filters =
    [
        ("!=", FieldOperator.NotEquals), ("!~", FieldOperator.DoesNotContain), ("=", FieldOperator.Equals), ("~", FieldOperator.Contains),
    ];

    /// <summary>Reads the notation. Stages are named <c>s1</c>, <c>s2</c> and so on; their ids are their names.</summary>
    public static Journey Of(string told) => new("Story", true, [.. told.Split('>').Select((stage, i) => new Stage($"s{i + 1}", $"s{i + 1}", null, ReadStage(stage.Trim())))]);

    /// <summary>Writes the notation of a journey that uses no more than it can say.</summary>
    public static string Describe(Journey journey) => string.Join(" > ", journey.Stages.Select(stage => string.Join(
        Joint(stage.Conditions.Match), stage.Conditions.Groups.Select(group => group.Conditions.Count == 1
            ? Describe(group.Conditions[0])
            : $"({string.Join(Joint(group.Match), group.Conditions.Select(Describe))})"))));

    private static string Joint(Match match) => match == Match.All ? " & " : " | ";

    private static string Describe(StageCondition condition)
    {
        var performed = (PerformedActivity)condition;
        var filters = performed.Where.Select(filter => $"{Filters.Single(f => f.Operator == filter.Operator).Mark}{filter.Value.Text}");
        return $"{performed.ActivityType}{string.Concat(filters)}{(performed.AtLeast == 1 ? "" : $"*{performed.AtLeast}")}";
    }

    private static ConditionSet ReadStage(string told)
    {
        var (match, groups) = Split(told);
        return new ConditionSet(match, [.. groups.Select(group =>
        {
            var (inner, conditions) = Split(group.StartsWith('(') ? group[1..^1] : group);
            return new ConditionGroup(inner, [.. conditions.Select(ReadCondition)]);
        })]);
    }

    // Splits at the joints outside parentheses; they must all be the same.
    private static (Match Match, List<string> Parts) Split(string told)
    {
        var (parts, joints, depth, from) = (new List<string>(), new HashSet<char>(), 0, 0);
        for (var i = 0; i < told.Length; i++)
        {
            depth += told[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth > 0 || told[i] is not ('&' or '|'))
                continue;
            joints.Add(told[i]);
            parts.Add(told[from..i].Trim());
            from = i + 1;
        }

        parts.Add(told[from..].Trim());
        return joints.Count < 2 ? (joints.Contains('|') ? Match.Any : Match.All, parts) : throw new FormatException($"'{told}' mixes & and |.");
    }

    private static PerformedActivity ReadCondition(string told)
    {
        var star = told.IndexOf('*', StringComparison.Ordinal);
        var atLeast = star < 0 ? 1 : int.Parse(told.AsSpan(star + 1), CultureInfo.InvariantCulture);
        var rest = star < 0 ? told : told[..star];
        foreach (var (mark, fieldOperator) in Filters)
        {
            var at = rest.IndexOf(mark, StringComparison.Ordinal);
            if (at >= 0)
                return new PerformedActivity(rest[..at], [new FieldFilter("value", fieldOperator, new PropertyValue(rest[(at + mark.Length)..]))], atLeast);
        }

        return new PerformedActivity(rest, [], atLeast);
    }
}
