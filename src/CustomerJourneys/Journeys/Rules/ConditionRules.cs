using System.Text.Json;
using CustomerJourneys.Json;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Journeys.Rules;

/// <summary>The catalogue of condition rules.</summary>
public static class ConditionRules
{
    /// <summary>All rules, in the order in which they are offered.</summary>
    public static IReadOnlyList<ConditionRule> All { get; } = [new PerformedActivityRule(), new HasNotPerformedRule()];

    /// <summary>Reads a condition; notes <c>rule_unknown</c> and whatever else is wrong.</summary>
    /// <returns>The condition, or <see langword="null"/> when something is wrong.</returns>
    public static StageCondition? Read(JsonElement value, string path, List<FieldError> errors)
    {
        if (JsonMembers.Of(value, path, errors) is not { } members)
            return null;
        if (members.Text("rule", 64, required: true) is not { } id)
            return null;
        if (All.FirstOrDefault(rule => rule.Id == id) is not { } rule)
        {
            members.Fail("rule", "rule_unknown", $"There is no rule of this name; the rules are: {string.Join(", ", All.Select(r => r.Id))}.");
            return null;
        }

        var condition = rule.Read(members);
        members.RejectUnknown();
        return condition;
    }

    /// <summary>What a condition asks of a contact.</summary>
    public static ConditionMeaning MeaningOf(StageCondition condition) => RuleOf(condition).MeaningOf(condition);

    /// <summary>Writes a condition as a JSON object.</summary>
    public static void Write(Utf8JsonWriter writer, StageCondition condition)
    {
        var rule = RuleOf(condition);
        writer.WriteStartObject();
        writer.WriteString("rule", rule.Id);
        rule.Write(writer, condition);
        writer.WriteEndObject();
    }

    private static ConditionRule RuleOf(StageCondition condition) => All.First(rule => rule.ConditionType == condition.GetType());
}
