using System.Text.Json.Serialization;
using CustomerJourneys.Activities;
using CustomerJourneys.Journeys;
using CustomerJourneys.Journeys.Rules;

namespace CustomerJourneys.Functions.Journeys;

/// <summary>The catalogue as an answer.</summary>
/// <param name="Items">The rules, in the order in which they are offered.</param>
/// <param name="Categories">The categories that have a rule, in the same order.</param>
/// <param name="Operators">The operators, and how they read.</param>
/// <param name="Fields">What a filter may look at; the last one stands before the name of a property.</param>
internal sealed record ConditionRuleList(
    IReadOnlyList<ConditionRuleItem> Items, IReadOnlyList<RuleCategory> Categories, IReadOnlyList<OperatorItem> Operators, IReadOnlyList<string> Fields)
{
    public static ConditionRuleList Of(IReadOnlyList<ConditionRule> rules) => new(
        [.. rules.Select(ConditionRuleItem.Of)],
        [.. rules.Select(rule => rule.Category).Distinct()],
        [.. FieldOperators.All.Select(fieldOperator => new OperatorItem(
            fieldOperator, FieldOperators.WordingOf(fieldOperator), FieldPredicate.IsNumeric(fieldOperator)))],
        [.. ActivityField.Fixed, ActivityField.PropertyPrefix]);
}

/// <summary>A rule.</summary>
/// <param name="Id">The value of <c>rule</c>.</param>
/// <param name="Category">Under what it is offered.</param>
/// <param name="Wording">How it reads, with parameters in braces.</param>
/// <param name="Description">What it looks at.</param>
/// <param name="Parameters">Its parameters, in the order of a definition.</param>
/// <param name="Operators">Every operator that it may use.</param>
internal sealed record ConditionRuleItem(
    string Id, RuleCategory Category, string Wording, string Description, IReadOnlyList<ParameterItem> Parameters, IReadOnlyList<FieldOperator> Operators)
{
    public static ConditionRuleItem Of(ConditionRule rule) =>
        new(rule.Id, rule.Category, rule.Wording, rule.Description, [.. rule.Parameters.Select(ParameterItem.Of)], rule.Operators);
}

/// <summary>A parameter of a rule; a limit that does not apply is left out.</summary>
/// <param name="Name">The name of the member.</param>
/// <param name="Kind">What it is, and how it is written in JSON.</param>
/// <param name="Required">Whether a condition must have it.</param>
/// <param name="Default">What holds when it is left out, a text or a number; <see langword="null"/> when there is then none.</param>
/// <param name="MaxLength">The most characters of a text.</param>
/// <param name="Minimum">The least number.</param>
/// <param name="Maximum">The greatest number.</param>
/// <param name="MaxItems">The most items of an array.</param>
/// <param name="Operators">The operators that it may be, or that its filters may use.</param>
internal sealed record ParameterItem(
    string Name,
    ParameterKind Kind,
    bool Required,
    object? Default,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? MaxLength,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Minimum,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Maximum,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? MaxItems,
    IReadOnlyList<FieldOperator> Operators)
{
    public static ParameterItem Of(RuleParameter parameter) => new(
        parameter.Name,
        parameter.Kind,
        parameter.IsRequired,
        parameter.Default is { } value ? value.IsNumber ? value.Number : value.Text : null,
        parameter.MaxLength,
        parameter.Minimum,
        parameter.Maximum,
        parameter.MaxItems,
        parameter.Operators);
}

/// <summary>An operator.</summary>
/// <param name="Id">Its name in a definition.</param>
/// <param name="Wording">How it reads in a sentence.</param>
/// <param name="ComparesNumbers">Whether it takes numbers only.</param>
internal sealed record OperatorItem(FieldOperator Id, string Wording, bool ComparesNumbers);
