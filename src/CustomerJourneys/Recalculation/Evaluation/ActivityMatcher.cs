using CustomerJourneys.Activities;
using CustomerJourneys.Journeys;
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

    /// <summary>Whether it depends on the data-as-of.</summary>
    public bool IsRelativeToNow => _withinLast is not null;

    /// <summary>Whether it looks at activities of a type.</summary>
    public bool LooksAt(string type) => Types.Contains(type, StringComparer.OrdinalIgnoreCase);

    /// <summary>The rows of a part that match. Each distinct value is compared once here, and no row is looked at yet.</summary>
    /// <param name="columns">A part of one of this matcher's types, with its <see cref="Fields"/>.</param>
    /// <param name="range">Which activities exist; <see langword="null"/> for all.</param>
    /// <param name="dataAsOf">The moment to which a time is relative, in milliseconds since 1970-01-01T00:00:00Z.</param>
    public MatchedRows Over(ActivityColumns columns, ActivityRange? range, long dataAsOf)
    {
        var tests = new List<(int[] Codes, byte[] Passes)>();
        var isEmpty = false;
        foreach (var (field, passes) in _tests)
        {
            if (!columns.Fields.TryGetValue(field, out var column))
            {
                isEmpty |= !passes(default);
                continue;
            }

            var passing = Array.ConvertAll(column.Values, value => passes(value) ? (byte)1 : (byte)0);
            isEmpty |= !passing.Contains((byte)1);
            if (passing.Contains((byte)0))
                tests.Add((column.Codes, passing));
        }

        var from = range?.From ?? MatchedRows.Beginning;
        var to = range?.To ?? MatchedRows.End;
        if (_withinLast is { } length)
            (from, to) = (Math.Max(from, dataAsOf - length), Math.Min(to, dataAsOf + 1));
        return new MatchedRows(columns, from, isEmpty ? from : to, [.. tests]);
    }
}
