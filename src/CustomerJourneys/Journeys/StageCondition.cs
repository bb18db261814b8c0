using CustomerJourneys.Activities;

namespace CustomerJourneys.Journeys;

/// <summary>A rule of the catalogue with its parameters. The rules, and the conditions of all but one, are in <c>Journeys/Rules</c>.</summary>
public abstract record StageCondition;

/// <summary>
/// At least <paramref name="AtLeast"/> activities of a type that pass every filter. A stage names it beyond its conditions too: an exclusion
/// is one, with neither <paramref name="AtLeast"/> nor <see cref="WithinLast"/> being looked at.
/// </summary>
/// <param name="ActivityType">The activity type, compared ignoring case.</param>
/// <param name="Where">Filters on fields; all must pass.</param>
/// <param name="AtLeast">How many activities, at least 1.</param>
public sealed record PerformedActivity(string ActivityType, IReadOnlyList<FieldFilter> Where, int AtLeast = 1) : StageCondition
{
    /// <summary>Only activities that occurred so long before the data-as-of, or since, up to it; <see langword="null"/> for all.</summary>
    public Duration? WithinLast { get; init; }

    /// <summary>The most that <see cref="AtLeast"/> may ask for.</summary>
    public const int MaxAtLeast = 10_000;

    /// <summary>The most filters on one condition.</summary>
    public const int MaxFilters = 10;
}

/// <summary>A comparison of one field of an activity with a value.</summary>
/// <param name="Field"><c>value</c>, <c>title</c>, <c>url</c>, <c>referrer</c>, <c>channel</c> or <c>properties.NAME</c>; see <c>ActivityField</c>.</param>
/// <param name="Operator">How it compares.</param>
/// <param name="Value">What it is compared with.</param>
public sealed record FieldFilter(string Field, FieldOperator Operator, PropertyValue Value);

/// <summary>How a field compares with a value. Texts compare ordinally, ignoring case.</summary>
public enum FieldOperator
{
    /// <summary>The field contains the value. The default.</summary>
    Contains,

    /// <summary>The field does not contain the value; true of a missing field.</summary>
    DoesNotContain,

    /// <summary>The field starts with the value.</summary>
    StartsWith,

    /// <summary>The field ends with the value.</summary>
    EndsWith,

    /// <summary>Equal, as numbers if both sides are numbers, else as texts.</summary>
    Equals,

    /// <summary>Not equal, as numbers if both sides are numbers, else as texts.</summary>
    NotEquals,

    /// <summary>Greater, as numbers; false when a side is no number.</summary>
    GreaterThan,

    /// <summary>Greater or equal, as numbers; false when a side is no number.</summary>
    GreaterOrEqual,

    /// <summary>Less, as numbers; false when a side is no number.</summary>
    LessThan,

    /// <summary>Less or equal, as numbers; false when a side is no number.</summary>
    LessOrEqual,
}
