using System.Globalization;
using CustomerJourneys.Activities;
using CustomerJourneys.Journeys;
using CustomerJourneys.Journeys.Rules;

namespace CustomerJourneys.Testing.Stories;

/// <summary>
/// Journeys in a notation for stories: <c>signup &gt; opened*2 &gt; (bought | paid) &amp; visited=pricing</c>.
/// Stages are separated by <c>&gt;</c>. A stage joins its groups by <c>&amp;</c> (All) or <c>|</c> (Any); a group in parentheses joins its
/// conditions in the same way. A condition is <c>type</c>, with <c>=value</c> or <c>!=value</c> for a filter that equals or does not,
/// <c>~text</c> or <c>!~text</c> for one that contains or does not, <c>*n</c> for at least n and <c>%5</c> for within the last 5 seconds;
/// <c>-type</c> is "has not performed". A stage may end with <c>without x, y=1</c> for exclusions and <c>within 5</c> for its window in seconds,
/// the journey with <c>; within 60</c> for the conversion window.
/// </summary>
public static class JourneyStory
{
    private static readonly (string Mark, FieldOperator Operator)[] Filters =
    [
        ("!=", FieldOperator.NotEquals), ("!~", FieldOperator.DoesNotContain), ("=", FieldOperator.Equals), ("~", FieldOperator.Contains),
    ];

    /// <summary>Reads the notation. Stages are named <c>s1</c>, <c>s2</c> and so on; their ids are their names.</summary>
    public static Journey Of(string told)
    {
        var parts = told.Split("; within ");
        return new Journey("Story", true, [.. parts[0].Split('>').Select((stage, i) => ReadStage($"s{i + 1}", stage.Trim()))])
        {
            ConversionWindow = parts.Length > 1 ? Seconds(parts[1]) : null,
        };
    }

    /// <summary>A duration of so many seconds.</summary>
    public static Duration Seconds(string seconds) =>
        Duration.TryParse($"PT{seconds}S", out var duration) ? duration : throw new FormatException($"'{seconds}' is no number of seconds.");

    /// <summary>Writes the notation of a journey that uses no more than it can say.</summary>
    public static string Describe(Journey journey) =>
        string.Join(" > ", journey.Stages.Select(Describe)) + (journey.ConversionWindow is { } window ? $"; within {Seconds(window)}" : "");

    private static string Describe(Stage stage) => string.Concat(
        string.Join(Joint(stage.Conditions.Match), stage.Conditions.Groups.Select(group => group.Conditions.Count == 1
            ? Describe(group.Conditions[0])
            : $"({string.Join(Joint(group.Match), group.Conditions.Select(Describe))})")),
        stage.Excluding.Count > 0 ? $" without {string.Join(", ", stage.Excluding.Select(Describe))}" : "",
        stage.Window is { } window ? $" within {Seconds(window)}" : "");

    private static string Seconds(Duration duration) => (duration.Milliseconds / 1000m).ToString(CultureInfo.InvariantCulture);

    private static string Joint(Match match) => match == Match.All ? " & " : " | ";

    private static string Describe(StageCondition condition) => condition switch
    {
        PerformedActivity performed =>
            $"{performed.ActivityType}{Describe(performed.Where)}{(performed.AtLeast == 1 ? "" : $"*{performed.AtLeast}")}{(performed.WithinLast is { } last ? $"%{Seconds(last)}" : "")}",
        HasNotPerformed not => $"-{not.ActivityType}{Describe(not.Where)}",
        _ => condition.ToString(),
    };

    private static string Describe(IEnumerable<FieldFilter> where) =>
        string.Concat(where.Select(filter => $"{Filters.Single(f => f.Operator == filter.Operator).Mark}{filter.Value.Text}"));

    private static Stage ReadStage(string name, string told)
    {
        var window = told.Split(" within ");
        var excluding = window[0].Split(" without ");
        return new Stage(name, name, null, ReadStage(excluding[0].Trim()))
        {
            Window = window.Length > 1 ? Seconds(window[1].Trim()) : null,
            Excluding = excluding.Length > 1 ? [.. excluding[1].Split(',').Select(item => (PerformedActivity)ReadCondition(item.Trim()))] : [],
        };
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

    private static StageCondition ReadCondition(string told)
    {
        if (told.StartsWith('-'))
        {
            var (negated, filters) = ReadFilter(told[1..]);
            return new HasNotPerformed(negated, filters);
        }

        var (counted, last) = Cut(told, '%');
        var (rest, atLeast) = Cut(counted, '*');
        var (type, where) = ReadFilter(rest);
        return new PerformedActivity(type, where, atLeast is null ? 1 : int.Parse(atLeast, CultureInfo.InvariantCulture))
        {
            WithinLast = last is null ? null : Seconds(last),
        };
    }

    private static (string Before, string? After) Cut(string told, char mark)
    {
        var at = told.IndexOf(mark, StringComparison.Ordinal);
        return at < 0 ? (told, null) : (told[..at], told[(at + 1)..]);
    }

    private static (string Type, IReadOnlyList<FieldFilter> Where) ReadFilter(string told)
    {
        foreach (var (mark, fieldOperator) in Filters)
        {
            var at = told.IndexOf(mark, StringComparison.Ordinal);
            if (at >= 0)
                return (told[..at], [new FieldFilter("value", fieldOperator, new PropertyValue(told[(at + mark.Length)..]))]);
        }

        return (told, []);
    }
}
