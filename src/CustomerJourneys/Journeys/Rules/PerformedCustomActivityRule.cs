using System.Text.Json;
using CustomerJourneys.Activities;
using CustomerJourneys.Json;

namespace CustomerJourneys.Journeys.Rules;

/// <summary>An activity of a type, with any value or one that compares so.</summary>
/// <param name="Activity">The activity type, compared ignoring case.</param>
/// <param name="Value">How its value compares; <see langword="null"/> for any value.</param>
public sealed record PerformedCustomActivity(string Activity, Comparison? Value) : StageCondition;

/// <summary><c>performedCustomActivity {activity, operator?, value?}</c>: an activity of the type, with such a value.</summary>
public sealed class PerformedCustomActivityRule() : ConditionRule<PerformedCustomActivity>(
    order: 50,
    "performedCustomActivity",
    RuleCategory.Activities,
    "performed custom activity {activity} with value that {operator} {value}",
    "An activity of a type of your own. Without a value, any activity of the type will do.",
    [Activity, RuleParameter.Operator(FieldOperators.All), Value])
{
    private static readonly RuleParameter Activity = RuleParameter.Text("activity", ParameterKind.ActivityType, ActivityRules.MaxType);

    private static readonly RuleParameter Value = new("value", ParameterKind.Value, IsRequired: false) { MaxLength = ComparisonJson.MaxValue };

    /// <inheritdoc/>
    protected override PerformedCustomActivity? ReadParameters(JsonMembers members)
    {
        var activity = ActivityPatternJson.ReadType(members, Activity);
        var value = ComparisonJson.Read(members, Value.Name, Value.IsRequired);
        return activity is null ? null : new PerformedCustomActivity(activity, value);
    }

    /// <inheritdoc/>
    protected override void WriteParameters(Utf8JsonWriter writer, PerformedCustomActivity condition)
    {
        writer.WriteString(Activity.Name, condition.Activity);
        if (condition.Value is { } value)
            ComparisonJson.Write(writer, Value.Name, value);
    }

    /// <inheritdoc/>
    protected override ConditionMeaning MeaningOf(PerformedCustomActivity condition) => new PerformedMeaning(new ActivityPattern(
        [condition.Activity], condition.Value is { } value ? [new FieldTest(value.On("value"))] : []));

    /// <inheritdoc/>
    protected override string Tell(PerformedCustomActivity condition) => string.Concat(
        $"performed custom activity {ConditionWords.Quote(condition.Activity)}",
        condition.Value is { } value ? $" with value that {ConditionWords.Of(value)}" : "");
}
