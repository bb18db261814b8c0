using System.Text.Json.Nodes;
using CustomerJourneys.Journeys;
using CustomerJourneys.Journeys.Rules;

namespace CustomerJourneys.Testing.Journeys;

/// <summary>
/// Conditions as JSON, made at random from what the catalogue says about its rules: so a rule that is new in the catalogue is tried
/// without anything here knowing of it.
/// </summary>
public static class RandomConditions
{
    private static readonly string[] Texts = ["x", "Größe 🙂", "a \"b\" \\ c", "50%", "line\nbreak", " space ", "<b>&amp;</b>", "10"];

    /// <summary>A condition that is right, with some or all of its parameters.</summary>
    public static JsonObject Next(Random random, ConditionRule rule)
    {
        var condition = new JsonObject { ["rule"] = rule.Id };
        foreach (var parameter in rule.Parameters.Where(parameter => parameter.IsRequired || random.Next(2) == 0))
            condition[parameter.Name] = Value(random, parameter);
        Compare(random, rule, condition);
        return condition;
    }

    /// <summary>Whether conditions of a rule ask for activities that were performed.</summary>
    public static bool IsActivity(ConditionRule rule) => rule.MeaningOf(Sample(rule)) is PerformedMeaning;

    /// <summary>Whether conditions of a rule are about the contact.</summary>
    public static bool IsContact(ConditionRule rule) => rule.MeaningOf(Sample(rule)) is AttributeMeaning or GroupMeaning;

    /// <summary>A value that the parameter takes.</summary>
    public static JsonNode Value(Random random, RuleParameter parameter) => parameter.Kind switch
    {
        ParameterKind.Page => Pick(random, "/pricing", "https://example.com/a%20b/?q=1#top", "/", "Ü"),
        ParameterKind.Duration => Pick(random, "P7D", "PT30M", "P1W2DT3H4M5.678S", "PT0.001S", "P36500D"),
        ParameterKind.Number => random.Next(parameter.Minimum!.Value, parameter.Maximum!.Value + 1),
        ParameterKind.Operator => FieldOperators.NameOf(parameter.Operators[random.Next(parameter.Operators.Count)]),
        ParameterKind.Filters => new JsonArray([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Filter(random, parameter))]),
        ParameterKind.ActivityType => Pick(random, "signup", "Trial started", "größe"),
        ParameterKind.Attribute => Pick(random, "email", "firstName", "Größe 🙂"),
        ParameterKind.Group => Pick(random, "big-spenders", "Größe 🙂"),
        _ => Pick(random, Texts),
    };

    // An operator asks for a value, and the value must be one that it takes.
    private static void Compare(Random random, ConditionRule rule, JsonObject condition)
    {
        if (rule.Parameters.FirstOrDefault(parameter => parameter.Kind is ParameterKind.Value or ParameterKind.Url) is not { } compared)
            return;
        if (condition.ContainsKey("operator") || condition.ContainsKey(compared.Name))
            condition[compared.Name] = Compared(random, (string?)condition["operator"], numbersToo: compared.Kind == ParameterKind.Value);
    }

    private static JsonObject Filter(Random random, RuleParameter parameter)
    {
        var filter = new JsonObject { ["field"] = Pick(random, "value", "URL", "properties.Größe", "properties.a.b") };
        if (random.Next(4) > 0)
            filter["operator"] = FieldOperators.NameOf(parameter.Operators[random.Next(parameter.Operators.Count)]);
        filter["value"] = Compared(random, (string?)filter["operator"], numbersToo: true);
        return filter;
    }

    private static JsonNode Compared(Random random, string? name, bool numbersToo)
    {
        var fieldOperator = name is null ? FieldOperator.Contains : FieldOperators.All.Single(known => FieldOperators.NameOf(known) == name);
        if (numbersToo && random.Next(3) == 0)
            return random.Next(3) switch { 0 => random.Next(), 1 => random.NextDouble() * 1e21, _ => -0.1 };
        if (FieldPredicate.IsNumeric(fieldOperator))
            return Pick(random, "10", "-0.50", "+7");
        return fieldOperator is FieldOperator.Equals or FieldOperator.NotEquals && random.Next(3) == 0 ? "" : Pick(random, Texts);
    }

    private static StageCondition Sample(ConditionRule rule)
    {
        var told = Next(new Random(1), rule);
        using var document = System.Text.Json.JsonDocument.Parse(told.ToJsonString());
        return ConditionRules.Read(document.RootElement, "", [])!;
    }

    private static JsonNode Pick(Random random, params string[] texts) => texts[random.Next(texts.Length)];
}
