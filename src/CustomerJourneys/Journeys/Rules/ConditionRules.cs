using System.Collections.Frozen;
using System.Text.Json;
using CustomerJourneys.Json;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Journeys.Rules;

/// <summary>The catalogue of condition rules: every <see cref="ConditionRule"/> of this assembly.</summary>
public static class ConditionRules
{
    private static readonly FrozenDictionary<string, ConditionRule> ById;
    private static readonly FrozenDictionary<Type, ConditionRule> ByType;

    // A rule whose order, id or condition another one has already would make definitions mean two things: the catalogue is not built then.
    static ConditionRules()
    {
        All = [.. typeof(ConditionRule).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(ConditionRule)))
            .Select(type => (ConditionRule)Activator.CreateInstance(type)!)
            .OrderBy(rule => rule.Order)];
        _ = All.ToDictionary(rule => rule.Order);
        ById = All.ToFrozenDictionary(rule => rule.Id, StringComparer.Ordinal);
        ByType = All.ToFrozenDictionary(rule => rule.ConditionType);
        if (ById.Count < All.Count || ByType.Count < All.Count)
            throw new InvalidOperationException("Two condition rules have one id, or one type of condition.");
    }

    /// <summary>All rules, in the order in which they are offered.</summary>
    public static IReadOnlyList<ConditionRule> All { get; }

    /// <summary>The rule of this id; <see langword="null"/> when there is none.</summary>
    public static ConditionRule? Find(string id) => ById.GetValueOrDefault(id);

    /// <summary>Reads a condition; notes <c>rule_unknown</c> and whatever else is wrong.</summary>
    /// <returns>The condition, or <see langword="null"/> when something is wrong.</returns>
    public static StageCondition? Read(JsonElement value, string path, List<FieldError> errors)
    {
        if (JsonMembers.Of(value, path, errors) is not { } members || ReadRule(members) is not { } rule)
            return null;
        var before = errors.Count;
        var condition = rule.Read(members);
        members.RejectUnknown();
        if (condition is null && errors.Count == before)
            throw new InvalidOperationException($"The rule {rule.Id} refuses a condition and does not say why.");
        return condition;
    }

    /// <summary>Reads the member <c>rule</c>; notes <c>rule_unknown</c>.</summary>
    public static ConditionRule? ReadRule(JsonMembers members)
    {
        if (members.Text("rule", 64, required: true) is not { } id)
            return null;
        if (Find(id) is { } rule)
            return rule;
        members.Fail("rule", "rule_unknown", $"There is no rule of this name; the rules are: {string.Join(", ", All.Select(r => r.Id))}.");
        return null;
    }

    /// <summary>What a condition asks of a contact.</summary>
    public static ConditionMeaning MeaningOf(StageCondition condition) => RuleOf(condition).MeaningOf(condition);

    /// <summary>The rule of a condition.</summary>
    public static ConditionRule RuleOf(StageCondition condition) => ByType[condition.GetType()];

    /// <summary>Writes a condition as a JSON object.</summary>
    public static void Write(Utf8JsonWriter writer, StageCondition condition)
    {
        var rule = RuleOf(condition);
        writer.WriteStartObject();
        writer.WriteString("rule", rule.Id);
        rule.Write(writer, condition);
        writer.WriteEndObject();
    }
}
