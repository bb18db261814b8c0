using CustomerJourneys.Activities;
using CustomerJourneys.Journeys;
using CustomerJourneys.Journeys.Rules;

namespace CustomerJourneys.Recalculation.Evaluation;

/// <summary>Tells which activities a condition means: a type and filters. Conditions that mean the same share one.</summary>
public sealed class ActivityMatcher
{
    private readonly IReadOnlyList<(string Field, FieldPredicate Predicate)> _filters;

    /// <summary>Prepares the matcher of a condition.</summary>
    /// <param name="index">Its number within the journey.</param>
    /// <param name="condition">The condition.</param>
    public ActivityMatcher(int index, PerformedActivity condition)
    {
        Index = index;
        Type = condition.ActivityType;
        _filters = [.. condition.Where.Select(filter => (filter.Field, new FieldPredicate(filter)))];
        Fields = [.. condition.Where.Select(filter => filter.Field).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Its number within the journey.</summary>
    public int Index { get; }

    /// <summary>The activity type, compared ignoring case.</summary>
    public string Type { get; }

    /// <summary>The fields that its filters look at; none when every activity of the type matches.</summary>
    public IReadOnlyList<string> Fields { get; }

    /// <summary>Marks the activities of a part that match. Each distinct value is compared once, not each activity.</summary>
    /// <param name="columns">A part of this matcher's type, with its <see cref="Fields"/>.</param>
    /// <param name="matches">One flag an activity; must be all <see langword="true"/>, and is cleared where a filter fails.</param>
    public void Mark(ActivityColumns columns, Span<bool> matches)
    {
        foreach (var (field, predicate) in _filters)
        {
            if (!columns.Fields.TryGetValue(field, out var column))
            {
                if (!predicate.Matches(default))
                    matches.Clear();
                continue;
            }

            var passes = Array.ConvertAll(column.Values, predicate.Matches);
            var codes = column.Codes;
            for (var i = 0; i < codes.Length; i++)
                matches[i] &= passes[codes[i]];
        }
    }
}
