using System.Text.Json;
using CustomerJourneys.Activities;
using CustomerJourneys.Json;

namespace CustomerJourneys.Journeys.Rules;

/// <summary><c>performedActivity {activityType, where?, atLeast?}</c>: at least so many activities of a type that pass every filter.</summary>
public sealed class PerformedActivityRule : ConditionRule
{
    /// <inheritdoc/>
    public override string Id => "performedActivity";

    /// <inheritdoc/>
    public override Type ConditionType => typeof(PerformedActivity);

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
        var atLeast = members.WholeNumber("atLeast", 1, PerformedActivity.MaxAtLeast, "at_least_out_of_range");
        return activityType is null || where is null ? null : new PerformedActivity(activityType, where, (int)(atLeast ?? 1));
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, StageCondition condition)
    {
        var performed = (PerformedActivity)condition;
        writer.WriteString("activityType", performed.ActivityType);
        if (performed.Where.Count > 0)
            FieldFilterJson.WriteAll(writer, "where", performed.Where);
        writer.WriteNumber("atLeast", performed.AtLeast);
    }

    /// <inheritdoc/>
    public override ConditionMeaning MeaningOf(StageCondition condition)
    {
        var performed = (PerformedActivity)condition;
        return new PerformedMeaning(
            new ActivityPattern([performed.ActivityType], [.. performed.Where.Select(filter => new FieldTest(filter))], performed.WithinLast),
            performed.AtLeast);
    }
}
