using System.Text.Json;
using CustomerJourneys.Json;

namespace CustomerJourneys.Journeys.Rules;

/// <summary>No activity of a type that passes every filter, since the previous stage was reached.</summary>
/// <param name="ActivityType">The activity type, compared ignoring case.</param>
/// <param name="Where">Filters on fields; all must pass.</param>
public sealed record HasNotPerformed(string ActivityType, IReadOnlyList<FieldFilter> Where) : StageCondition;

/// <summary><c>hasNotPerformed {activityType, where?}</c>: no such activity since the previous stage; see <c>docs/semantics.md</c>.</summary>
public sealed class HasNotPerformedRule() : ConditionRule<HasNotPerformed>(
    order: 70,
    "hasNotPerformed",
    RuleCategory.Activities,
    "has not performed {activityType} where {where} since the previous stage",
    "No activity of the type that passes every filter since the previous stage was reached, up to the moment this one is; in the first stage, none before it. It stands beside a condition that asks for an activity.",
    [ActivityPatternJson.ActivityType, RuleParameter.Where])
{
    /// <inheritdoc/>
    protected override HasNotPerformed? ReadParameters(JsonMembers members) =>
        ActivityPatternJson.Read(members) is var (type, where) ? new HasNotPerformed(type, where) : null;

    /// <inheritdoc/>
    protected override void WriteParameters(Utf8JsonWriter writer, HasNotPerformed condition) =>
        ActivityPatternJson.Write(writer, condition.ActivityType, condition.Where);

    /// <inheritdoc/>
    protected override ConditionMeaning MeaningOf(HasNotPerformed condition) =>
        new NotPerformedMeaning(ActivityPatternJson.PatternOf(condition.ActivityType, condition.Where));

    /// <inheritdoc/>
    protected override string Tell(HasNotPerformed condition) => $"has not performed {ConditionWords.Quote(condition.ActivityType)}{ConditionWords.Where(condition.Where)} since the previous stage";
}
