using System.Text.Json;
using CustomerJourneys.Activities;
using CustomerJourneys.Json;

namespace CustomerJourneys.Journeys.Rules;

/// <summary>No activity of a type that passes every filter, since the previous stage was reached.</summary>
/// <param name="ActivityType">The activity type, compared ignoring case.</param>
/// <param name="Where">Filters on fields; all must pass.</param>
public sealed record HasNotPerformed(string ActivityType, IReadOnlyList<FieldFilter> Where) : StageCondition;

/// <summary><c>hasNotPerformed {activityType, where?}</c>: no such activity since the previous stage; see <c>docs/semantics.md</c>.</summary>
public sealed class HasNotPerformedRule : ConditionRule
{
    /// <inheritdoc/>
    public override string Id => "hasNotPerformed";

    /// <inheritdoc/>
    public override Type ConditionType => typeof(HasNotPerformed);

    /// <inheritdoc/>
    public override StageCondition? Read(JsonMembers members)
    {
        var activityType = members.Text("activityType", ActivityRules.MaxType, required: true);
        if (activityType is not null && ActivityRules.CheckType(activityType) is { } wrong)
        {
            members.Fail("activityType", wrong.Code, wrong.Message);
            activityType = null;
        }

        var where = FieldFilterJson.ReadAll(members, "where");
        return activityType is null || where is null ? null : new HasNotPerformed(activityType, where);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, StageCondition condition)
    {
        var performed = (HasNotPerformed)condition;
        writer.WriteString("activityType", performed.ActivityType);
        if (performed.Where.Count > 0)
            FieldFilterJson.WriteAll(writer, "where", performed.Where);
    }

    /// <inheritdoc/>
    public override ConditionMeaning MeaningOf(StageCondition condition)
    {
        var performed = (HasNotPerformed)condition;
        return new NotPerformedMeaning(new ActivityPattern([performed.ActivityType], [.. performed.Where.Select(filter => new FieldTest(filter))]));
    }
}
