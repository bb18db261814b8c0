using System.Globalization;

namespace CustomerJourneys.Journeys.Rules;

/// <summary>The parts of a condition in words. Values stand in quotation marks, so that they cannot be taken for words of the sentence.</summary>
internal static class ConditionWords
{
    /// <summary>A value as it was told.</summary>
    public static string Quote(string value) => $"\u201c{value}\u201d";

    /// <summary>A comparison: an operator and its value.</summary>
    public static string Of(Comparison comparison) => Of(comparison.Operator, comparison.Value);

    /// <summary>Filters on fields, with a space before; empty without any.</summary>
    public static string Where(IReadOnlyList<FieldFilter> filters) => filters.Count == 0
        ? ""
        : $" where {string.Join(" and ", filters.Select(filter => $"{filter.Field} {Of(filter.Operator, filter.Value)}"))}";

    private static string Of(FieldOperator fieldOperator, Activities.PropertyValue value) => value.Text.Length == 0
        ? fieldOperator == FieldOperator.Equals ? "is empty" : "is not empty"
        : $"{FieldOperators.WordingOf(fieldOperator)} {(value.IsNumber ? value.Text : Quote(value.Text))}";
}

/// <summary>Lengths of time in words.</summary>
internal static class DurationWords
{
    private static readonly (string Unit, long Milliseconds)[] Units =
        [("week", 604_800_000), ("day", 86_400_000), ("hour", 3_600_000), ("minute", 60_000), ("second", 1000), ("millisecond", 1)];

    /// <summary>A duration exactly: <c>P1DT12H</c> is "1 day 12 hours".</summary>
    public static string Of(Duration duration) => Of(duration.Milliseconds);

    /// <summary>About how long a time is, in its two greatest units, cut down.</summary>
    /// <param name="milliseconds">At least 1.</param>
    public static string About(long milliseconds) => Of(milliseconds, 2);

    /// <summary>A number of milliseconds exactly.</summary>
    public static string Of(long milliseconds) => Of(milliseconds, Units.Length);

    private static string Of(long milliseconds, int most)
    {
        var parts = new List<string>();
        foreach (var (unit, length) in Units)
        {
            // Seven days are a week, nine days are not a week and two days.
            if ((unit == "week" && milliseconds % length != 0) || milliseconds < length || parts.Count == most)
                continue;
            var count = milliseconds / length;
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {unit}{(count == 1 ? "" : "s")}"));
            milliseconds %= length;
        }

        return string.Join(' ', parts);
    }
}
