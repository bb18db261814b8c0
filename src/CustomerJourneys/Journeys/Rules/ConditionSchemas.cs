using System.Text.Json.Nodes;
using CustomerJourneys.Activities;
using CustomerJourneys.Json;

namespace CustomerJourneys.Journeys.Rules;

/// <summary>The conditions of the catalogue as JSON Schemas: one for each rule, made from its parameters and chosen by the member <c>rule</c>.</summary>
public static class ConditionSchemas
{
    /// <summary>The schemas.</summary>
    public static IReadOnlyList<NamedSchema> All =>
    [
        new("Condition", Condition()),
        .. ConditionRules.All.Select(rule => new NamedSchema(NameOf(rule), Of(rule))),
        new("Exclusion", Exclusion()),
        new("FieldFilter", Filter()),
    ];

    private static JsonObject Condition() => new()
    {
        ["description"] = "A condition: a rule of the catalogue with its parameters.",
        ["oneOf"] = new JsonArray([.. ConditionRules.All.Select(rule => JsonSchema.Reference(NameOf(rule)))]),
        ["discriminator"] = new JsonObject
        {
            ["propertyName"] = "rule",
            ["mapping"] = new JsonObject(ConditionRules.All.Select(rule => KeyValuePair.Create(rule.Id, (JsonNode?)(JsonSchema.Root + NameOf(rule))))),
        },
    };

    private static string NameOf(ConditionRule rule) => char.ToUpperInvariant(rule.Id[0]) + rule.Id[1..] + "Condition";

    private static JsonObject Of(ConditionRule rule) =>
        JsonSchema.Request($"The contact {rule.Wording}. {rule.Description}", [Rule(rule), .. rule.Parameters.Select(Of)]);

    private static JsonObject Exclusion()
    {
        var rule = ConditionRules.All.First(rule => rule is PerformedActivityRule);
        return JsonSchema.Request("Such an activity excludes.", [Rule(rule), Of(ActivityPatternJson.ActivityType), Of(RuleParameter.Where)]);
    }

    private static SchemaMember Rule(ConditionRule rule) =>
        new("rule", new JsonObject { ["type"] = "string", ["const"] = rule.Id, ["description"] = "The rule." }, Required: true);

    private static SchemaMember Of(RuleParameter parameter) => new(parameter.Name, SchemaOf(parameter), parameter.IsRequired);

    private static JsonObject SchemaOf(RuleParameter parameter)
    {
        var description = DescriptionOf(parameter.Kind) + (parameter.Default is { } value ? $" {value.Text} when it is left out." : "");
        return parameter.Kind switch
        {
            ParameterKind.Duration => JsonSchema.Duration(description),
            ParameterKind.Operator => JsonSchema.Choice(description, parameter.Operators.Select(FieldOperators.NameOf)),
            ParameterKind.Value => TextOrNumber(description, parameter.MaxLength),
            ParameterKind.Number => JsonSchema.WholeNumber(description, parameter.Minimum ?? 0, parameter.Maximum),
            ParameterKind.Filters => JsonSchema.Array(description, JsonSchema.Reference("FieldFilter"), max: parameter.MaxItems),
            _ => JsonSchema.Text(description, parameter.MaxLength, minLength: parameter.IsRequired ? 1 : null),
        };
    }

    private static string DescriptionOf(ParameterKind kind) => kind switch
    {
        ParameterKind.Page => "The address of a page, whole or as a path.",
        ParameterKind.Form => "The name of a form.",
        ParameterKind.Email => "The name of an e-mail; any when it is left out.",
        ParameterKind.Url => "What the operator compares the address with.",
        ParameterKind.ActivityType => "The activity type, compared ignoring case.",
        ParameterKind.Attribute => "The name of a contact's attribute.",
        ParameterKind.Group => "The id of a contact group.",
        ParameterKind.Duration => "Only activities of so long before the state of the data that is counted.",
        ParameterKind.Operator => "How it compares.",
        ParameterKind.Value => "What the operator compares with; empty only with equals and notEquals.",
        ParameterKind.Number => "At least how many.",
        ParameterKind.Filters => "Filters on fields; all must pass.",
        _ => throw new InvalidOperationException($"Nothing says what the parameter kind {kind} is."),
    };

    private static JsonObject Filter() => JsonSchema.Request(
        "A comparison of one field of an activity with a value.",
        [
            new("field", JsonSchema.Text($"{string.Join(", ", ActivityField.Fixed)} or properties.NAME.", ActivityField.PropertyPrefix.Length + ActivityField.MaxPropertyName), Required: true),
            new("operator", JsonSchema.Choice("How it compares; contains when it is left out.", FieldOperators.All.Select(FieldOperators.NameOf))),
            new("value", TextOrNumber("What the field is compared with; empty only with equals and notEquals.", ComparisonJson.MaxValue), Required: true),
        ]);

    private static JsonObject TextOrNumber(string description, int? maxLength)
    {
        var schema = JsonSchema.Text(description, maxLength);
        schema["type"] = new JsonArray("string", "number");
        return schema;
    }
}
