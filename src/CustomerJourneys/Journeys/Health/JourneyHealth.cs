namespace CustomerJourneys.Journeys.Health;

/// <summary>Which conditions of a journey ever matched anything that was logged.</summary>
/// <param name="JourneyId">The journey.</param>
/// <param name="JourneyVersion">Its version.</param>
/// <param name="DataAsOf">Everything acknowledged before this time was looked at.</param>
/// <param name="ActivitiesRead">Activities of the journey's types.</param>
/// <param name="Conditions">The conditions and exclusions, stage by stage.</param>
public sealed record JourneyHealth(
    string JourneyId, int JourneyVersion, DateTimeOffset DataAsOf, long ActivitiesRead, IReadOnlyList<ConditionHealth> Conditions)
{
    /// <summary>Whether no condition has a finding.</summary>
    public bool IsHealthy => Conditions.All(condition => condition.Finding is null);
}

/// <summary>What is known of one condition.</summary>
/// <param name="Path">Where it is in the definition, such as <c>stages[0].conditions.groups[0].conditions[1]</c>.</param>
/// <param name="StageId">Its stage.</param>
/// <param name="StageName">The stage's name.</param>
/// <param name="Rule">The id of its rule.</param>
/// <param name="Matched">How many activities it matches, whichever contact's and whatever the stages before; <see langword="null"/> for one on the contact.</param>
/// <param name="Finding">What is wrong; <see langword="null"/> when nothing is.</param>
/// <param name="Message">The finding in words.</param>
public sealed record ConditionHealth(
    string Path, string StageId, string StageName, string Rule, long? Matched, HealthFinding? Finding, string? Message);

/// <summary>Why a condition matches nothing.</summary>
public enum HealthFinding
{
    /// <summary>No activity of its type was ever logged.</summary>
    ActivityTypeUnknown,

    /// <summary>No visit to its page was ever logged.</summary>
    PageUnknown,

    /// <summary>No submission of its form was ever logged.</summary>
    FormUnknown,

    /// <summary>Activities of its type were logged, but none that it matches.</summary>
    NeverMatched,

    /// <summary>No contact has its attribute.</summary>
    AttributeUnknown,

    /// <summary>There is no contact group of its id.</summary>
    GroupUnknown,
}
