using System.Globalization;
using System.Text.Json;
using CustomerJourneys.Activities;
using CustomerJourneys.Json;

namespace CustomerJourneys.Journeys.Rules;

/// <summary>
/// <c>performedActivity {activityType, where?, atLeast?, withinLast?}</c>: at least so many activities of a type that pass every filter.
/// Its condition stands with the stage, whose exclusions use it too: see <see cref="PerformedActivity"/>.
/// </summary>
public sealed class PerformedActivityRule() : ConditionRule<PerformedActivity>(
    order: 60,
    "performedActivity",
    RuleCategory.Activities,
    "performed {activityType} at least {atLeast} times where {where} within the last {withinLast}",
    "Activities of one type, predefined or your own, that pass every filter; how many of them, and if you like only recent ones, counted back from the time of the calculation.",
    [ActivityPatternJson.ActivityType, RuleParameter.Where, AtLeast, WithinLast])
{
    private static readonly RuleParameter AtLeast = new("atLeast", ParameterKind.Number, IsRequired: false)
    {
        Default = new PropertyValue(1),
        Minimum = 1,
        Maximum = PerformedActivity.MaxAtLeast,
    };

    private static readonly RuleParameter WithinLast = new("withinLast", ParameterKind.Duration, IsRequired: false);

    /// <inheritdoc/>
    protected override PerformedActivity? ReadParameters(JsonMembers members)
    {
        var pattern = ActivityPatternJson.Read(members);
        var atLeast = members.WholeNumber(AtLeast.Name, 1, PerformedActivity.MaxAtLeast, "at_least_out_of_range");
        var withinLast = DurationJson.Read(members, WithinLast.Name);
        return pattern is var (type, where) ? new PerformedActivity(type, where, (int)(atLeast ?? 1)) { WithinLast = withinLast } : null;
    }

    /// <inheritdoc/>
    protected override void WriteParameters(Utf8JsonWriter writer, PerformedActivity condition)
    {
        ActivityPatternJson.Write(writer, condition.ActivityType, condition.Where);
        writer.WriteNumber(AtLeast.Name, condition.AtLeast);
        DurationJson.Write(writer, WithinLast.Name, condition.WithinLast);
    }

    /// <inheritdoc/>
    protected override ConditionMeaning MeaningOf(PerformedActivity condition) => new PerformedMeaning(
        ActivityPatternJson.PatternOf(condition.ActivityType, condition.Where, condition.WithinLast), condition.AtLeast);

    /// <inheritdoc/>
    protected override string Tell(PerformedActivity condition) => string.Concat(
        $"performed {ConditionWords.Quote(condition.ActivityType)}",
        condition.AtLeast > 1 ? string.Create(CultureInfo.InvariantCulture, $" at least {condition.AtLeast} times") : "",
        ConditionWords.Where(condition.Where),
        condition.WithinLast is { } last ? $" within the last {DurationWords.Of(last)}" : "");
}
