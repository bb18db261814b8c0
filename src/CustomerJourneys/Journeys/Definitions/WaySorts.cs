using CustomerJourneys.Journeys.Rules;

namespace CustomerJourneys.Journeys.Definitions;

/// <summary>Of which sorts of conditions a way of fulfilling a stage is made.</summary>
[Flags]
internal enum WayParts
{
    /// <summary>Of none.</summary>
    None = 0,

    /// <summary>Activities that were performed.</summary>
    Activity = 1,

    /// <summary>Activities that were not performed.</summary>
    Negation = 2,

    /// <summary>What is known of the contact.</summary>
    Contact = 4,
}

/// <summary>
/// The ways of fulfilling a stage: where a match is Any one part is chosen, where it is All all are. There may be 10 to the power of 10 of
/// them, so they are never listed: what matters is which sorts of conditions come together, and of that there are at most eight answers,
/// which join from conditions to groups to the stage. Costs time linear in the conditions.
/// </summary>
internal static class WaySorts
{
    /// <summary>The distinct sorts of ways.</summary>
    public static IReadOnlySet<WayParts> Of(ConditionSet set) =>
        Join(set.Match, set.Groups.Select(group => Join(group.Match, group.Conditions.Select(condition => new HashSet<WayParts> { PartOf(condition) }))));

    private static HashSet<WayParts> Join(Match match, IEnumerable<HashSet<WayParts>> parts) => match == Match.Any
        ? [.. parts.SelectMany(ways => ways)]
        : parts.Aggregate(new HashSet<WayParts> { WayParts.None }, (all, part) => [.. all.SelectMany(way => part.Select(more => way | more))]);

    private static WayParts PartOf(StageCondition condition) => ConditionRules.MeaningOf(condition) switch
    {
        PerformedMeaning => WayParts.Activity,
        NotPerformedMeaning => WayParts.Negation,
        AttributeMeaning or GroupMeaning => WayParts.Contact,
        var other => throw new InvalidOperationException($"What {other.GetType().Name} is in a way is not known."),
    };
}
