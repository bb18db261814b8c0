using CustomerJourneys.Activities;
using CustomerJourneys.Journeys.Rules;

namespace CustomerJourneys.Recalculation.Evaluation;

/// <summary>Tells which activities fit a pattern. Conditions that mean the same share one.</summary>
public sealed class ActivityMatcher
{
    private readonly IReadOnlyList<(string Field, Predicate<PropertyValue> Passes)> _tests;
    private readonly long? _withinLast;

    /// <summary>Prepares the matcher of a pattern.</summary>
    /// <param name="index">Its number within the journey.</param>
    /// <param name="pattern">The pattern.</param>
    public ActivityMatcher(int index, ActivityPattern pattern)
    {
        Index = index;
        Types = pattern.Types;
        _tests = [.. pattern.Tests.Select(test => (test.Filter.Field, FieldPredicate.Of(test)))];
        _withinLast = pattern.WithinLast?.Milliseconds;
        Fields = [.. pattern.Tests.Select(test => test.Filter.Field).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Its number within the journey.</summary>
    public int Index { get; }

    /// <summary>The activity types, compared ignoring case.</summary>
    public IReadOnlyList<string> Types { get; }

    /// <summary>The fields that its tests look at; none when every activity of the types matches.</summary>
    public IReadOnlyList<string> Fields { get; }

    /// <summary>Whether it looks at activities of a type.</summary>
    public bool LooksAt(string type) => Types.Contains(type, StringComparer.OrdinalIgnoreCase);

    /// <summary>Marks the activities of a part that match. Each distinct value is compared once, not each activity.</summary>
    /// <param name="columns">A part of one of this matcher's types, with its <see cref="Fields"/>.</param>
    /// <param name="dataAsOf">The moment to which a time is relative, in milliseconds since 1970-01-01T00:00:00Z.</param>
    /// <param name="matches">One flag an activity; must be all <see langword="true"/>, and is cleared where a test fails.</param>
    public void Mark(ActivityColumns columns, long dataAsOf, Span<bool> matches)
    {
        foreach (var (field, passes) in _tests)
        {
            if (!columns.Fields.TryGetValue(field, out var column))
            {
                if (!passes(default))
                    matches.Clear();
                continue;
            }

            var passing = Array.ConvertAll(column.Values, value => passes(value));
            var codes = column.Codes;
            for (var i = 0; i < codes.Length; i++)
                matches[i] &= passing[codes[i]];
        }

        if (_withinLast is not { } length)
            return;
        var times = columns.Times;
        for (var i = 0; i < times.Length; i++)
            matches[i] &= times[i] >= dataAsOf - length && times[i] <= dataAsOf;
    }
}
