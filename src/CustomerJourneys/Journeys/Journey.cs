namespace CustomerJourneys.Journeys;

/// <summary>
/// What a marketer defines: 1 to 10 stages in a fixed order. The definition only: how it is kept is <see cref="IJourneyStore"/>,
/// how contacts are evaluated against it is in <c>Recalculation</c>.
/// </summary>
/// <param name="DisplayName">The name shown; 1 to 200 characters.</param>
/// <param name="ScheduledRecalculation">Whether the schedule recalculates it.</param>
/// <param name="Stages">The stages in order.</param>
public sealed record Journey(string DisplayName, bool ScheduledRecalculation, IReadOnlyList<Stage> Stages)
{
    /// <summary>Which activities exist for this journey; <see langword="null"/> for all.</summary>
    public ActivityRange? ActivityRange { get; init; }

    /// <summary>The conversion window: every stage is reached within so long of the first one, inclusive; <see langword="null"/> without a bound.</summary>
    public Duration? ConversionWindow { get; init; }

    /// <summary>The most stages that a journey has.</summary>
    public const int MaxStages = 10;

    /// <summary>The name of a journey that was saved without one.</summary>
    public const string DefaultDisplayName = "New journey";
}

/// <summary>Only activities that occurred in [from, to) exist for the journey. Each end is optional; a range has at least one.</summary>
/// <param name="From">The first moment, in milliseconds since 1970-01-01T00:00:00Z; <see langword="null"/> without a beginning.</param>
/// <param name="To">The first moment after it; <see langword="null"/> without an end.</param>
public sealed record ActivityRange(long? From, long? To)
{
    /// <summary>Whether an activity that occurred at this time exists.</summary>
    public bool Contains(long occurredAt) => !(occurredAt < From) && !(occurredAt >= To);
}

/// <summary>One stage of a journey.</summary>
/// <param name="Id">Stable over edits: kept when it is sent back.</param>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="Kpi">The number of contacts expected to reach the stage, at least 1; <see langword="null"/> without a target.</param>
/// <param name="Conditions">What a contact must fulfil to reach it.</param>
public sealed record Stage(string Id, string Name, long? Kpi, ConditionSet Conditions)
{
    /// <summary>The most exclusions of a stage.</summary>
    public const int MaxExclusions = 10;

    /// <summary>The stage window: it is reached within so long of the stage before it, inclusive; <see langword="null"/> without a bound.</summary>
    public Duration? Window { get; init; }

    /// <summary>Activities of which none may occur strictly between the reach times of the stage before and of this one; none on the first stage.</summary>
    public IReadOnlyList<PerformedActivity> Excluding { get; init; } = [];

    /// <summary>What the journey map says about it; <see langword="null"/> when it says nothing.</summary>
    public StageMap? Map { get; init; }
}

/// <summary>Whether all parts must hold, or any one of them.</summary>
public enum Match
{
    /// <summary>Every part must hold.</summary>
    All,

    /// <summary>One part suffices.</summary>
    Any,
}

/// <summary>Groups of conditions, joined by All or Any. Two levels, no deeper.</summary>
/// <param name="Match">How the groups are joined.</param>
/// <param name="Groups">1 to 10 groups.</param>
public sealed record ConditionSet(Match Match, IReadOnlyList<ConditionGroup> Groups)
{
    /// <summary>The most groups in a set.</summary>
    public const int MaxGroups = 10;
}

/// <summary>Conditions joined by All or Any.</summary>
/// <param name="Match">How the conditions are joined.</param>
/// <param name="Conditions">1 to 10 conditions.</param>
public sealed record ConditionGroup(Match Match, IReadOnlyList<StageCondition> Conditions)
{
    /// <summary>The most conditions in a group.</summary>
    public const int MaxConditions = 10;
}
