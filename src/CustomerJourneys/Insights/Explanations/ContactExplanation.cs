using CustomerJourneys.Journeys;

namespace CustomerJourneys.Insights.Explanations;

/// <summary>Why one contact is, or is not, in each stage of a journey: the witness, told by conditions and activities.</summary>
/// <param name="DataAsOf">Everything acknowledged before this time was looked at.</param>
/// <param name="Depth">The deepest stage reached: 0 for none, else its number counted from 1.</param>
/// <param name="IsInexact">Whether a search budget was exceeded, so that the contact may have come deeper, or sooner.</param>
/// <param name="KnowsActivities">
/// Whether it is known by which activities each stage was reached. Not, where very many lie at one instant: then no condition says that it was used.
/// </param>
/// <param name="Stages">The stages in order.</param>
public sealed record ContactExplanation(DateTimeOffset DataAsOf, int Depth, bool IsInexact, bool KnowsActivities, IReadOnlyList<StageExplanation> Stages);

/// <summary>What became of one stage.</summary>
/// <param name="StageId">The stage.</param>
/// <param name="Name">Its name.</param>
/// <param name="State">Whether it is reached.</param>
/// <param name="ReachedAt">When; <see langword="null"/> for a stage that is not reached, or for a first stage that no activity fulfils.</param>
/// <param name="Text">The same in a sentence.</param>
/// <param name="Obstacles">What else kept the contact from a stage whose conditions it met: windows, exclusions.</param>
/// <param name="Match">How the groups are joined.</param>
/// <param name="Groups">The groups of conditions, as the definition has them.</param>
public sealed record StageExplanation(
    string StageId,
    string Name,
    StageState State,
    DateTimeOffset? ReachedAt,
    string Text,
    IReadOnlyList<Obstacle> Obstacles,
    Match Match,
    IReadOnlyList<GroupExplanation> Groups);

/// <summary>Whether a stage is reached.</summary>
public enum StageState
{
    /// <summary>It is.</summary>
    Reached,

    /// <summary>It is the first one that is not.</summary>
    NotReached,

    /// <summary>A stage before it is not reached, so that it was not looked at.</summary>
    NotConsidered,
}

/// <summary>A group of conditions.</summary>
/// <param name="Match">How the conditions are joined.</param>
/// <param name="IsMet">Whether the group is met; <see langword="null"/> where it was not looked at.</param>
/// <param name="Conditions">The conditions, as the definition has them.</param>
public sealed record GroupExplanation(Match Match, bool? IsMet, IReadOnlyList<ConditionExplanation> Conditions);

/// <summary>What was found of one condition.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Text">The condition in words: goes on after "The contact".</param>
/// <param name="IsMet">Whether it is met; <see langword="null"/> where it was not looked at.</param>
/// <param name="IsUsed">Whether the stage was reached by it: where any of several conditions is enough, others may be met as well.</param>
/// <param name="Required">How many activities it asks for; <see langword="null"/> for a condition that asks for none.</param>
/// <param name="Found">How many were found: up to the reach time, or so far where the stage is not reached; <see langword="null"/> likewise.</param>
/// <param name="Finding">What was found or is missing, in words; empty where it was not looked at.</param>
/// <param name="Activities">The activities that meet it, or those found so far, in order of time, the first <see cref="MaxActivities"/>.</param>
/// <param name="Missed">An activity that would meet it, but for its time or another stage that it serves; <see langword="null"/> without one.</param>
public sealed record ConditionExplanation(
    string Rule,
    string Text,
    bool? IsMet,
    bool IsUsed,
    int? Required,
    int? Found,
    string Finding,
    IReadOnlyList<ExplainedActivity> Activities,
    ExplainedActivity? Missed)
{
    /// <summary>How many activities of a condition are told at most.</summary>
    public const int MaxActivities = 20;
}

/// <summary>What kept a contact from a stage although the conditions were met.</summary>
/// <param name="Kind">What it was.</param>
/// <param name="Text">A sentence.</param>
/// <param name="ReachedAt">When the stage would have been reached.</param>
/// <param name="ExceededByMs">By how many milliseconds a window was exceeded; <see langword="null"/> for an exclusion.</param>
/// <param name="Activity">The activity that excludes; <see langword="null"/> for a window.</param>
public sealed record Obstacle(ObstacleKind Kind, string Text, DateTimeOffset ReachedAt, long? ExceededByMs, ExplainedActivity? Activity);

/// <summary>What can keep a contact from a stage.</summary>
public enum ObstacleKind
{
    /// <summary>The journey's conversion window, from the first stage on.</summary>
    ConversionWindow,

    /// <summary>The stage's window, from the stage before on.</summary>
    StageWindow,

    /// <summary>An activity between the two stages that the stage excludes.</summary>
    Exclusion,

    /// <summary>Activities that serve this stage are needed by an earlier one.</summary>
    Order,
}

/// <summary>An activity, as far as it helps to recognise it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">Its type.</param>
/// <param name="OccurredAt">When it occurred.</param>
/// <param name="Value">Its value; empty without one.</param>
/// <param name="Title">Its title.</param>
/// <param name="Url">Its address.</param>
public sealed record ExplainedActivity(string Id, string Type, DateTimeOffset OccurredAt, string Value, string Title, string Url);
