using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CustomerJourneys.Activities;
using CustomerJourneys.Journeys.Rules;
using CustomerJourneys.Testing.Journeys;

namespace CustomerJourneys.Tests.Journeys.Rules;

/// <summary>What holds of every rule of the catalogue, also of those to come: it does what it says about itself.</summary>
public sealed partial class ConditionRulesTests
{
    public static TheoryData<string> Rules => [.. ConditionRules.All.Select(rule => rule.Id)];

    [Fact]
    public void All_Rules_AreThoseOfTheContract_InTheirOrder() => Assert.Equal(
        [
            "visitedPage", "submittedForm", "clickedEmailLink", "becameMember", "performedCustomActivity",
            "performedActivity", "hasNotPerformed", "contactAttribute", "inContactGroup", "notInContactGroup",
        ],
        ConditionRules.All.Select(rule => rule.Id));

    [Theory]
    [MemberData(nameof(Rules))]
    public void Wording_Rule_NamesExactlyItsParameters(string id)
    {
        var rule = ConditionRules.Find(id)!;
        Assert.Equal(
            rule.Parameters.Select(parameter => parameter.Name).Order(StringComparer.Ordinal),
            Placeholder().Matches(rule.Wording).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal));
        Assert.EndsWith(".", rule.Description, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Read_WithoutARequiredParameter_IsRefusedThere(string id)
    {
        foreach (var parameter in ConditionRules.Find(id)!.Parameters.Where(parameter => parameter.IsRequired))
        {
            Assert.Equal([$"{parameter.Name} required"], Errors(id, condition => condition.Remove(parameter.Name)));
            Assert.Equal([$"{parameter.Name} required"], Errors(id, condition => condition[parameter.Name] = null));
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Read_WithoutTheOthers_IsTaken(string id) => Assert.Empty(Errors(id, condition =>
    {
        foreach (var parameter in ConditionRules.Find(id)!.Parameters.Where(parameter => !parameter.IsRequired))
            condition.Remove(parameter.Name);
    }));

    [Theory]
    [MemberData(nameof(Rules))]
    public void Read_ParameterOfAnotherSort_IsRefusedThere(string id)
    {
        foreach (var parameter in ConditionRules.Find(id)!.Parameters)
            Assert.Contains(Errors(id, condition => condition[parameter.Name] = true), error => error.StartsWith($"{parameter.Name} ", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Read_UnknownMember_IsRefused(string id) =>
        Assert.Equal(["colour unknown_member"], Errors(id, condition => condition["colour"] = 1));

    [Theory]
    [MemberData(nameof(Rules))]
    public void Read_Text_IsHeldToItsLimit(string id)
    {
        foreach (var parameter in ConditionRules.Find(id)!.Parameters.Where(parameter => parameter.MaxLength is not null))
        {
            Assert.Empty(Errors(id, condition => condition[parameter.Name] = new string('x', parameter.MaxLength!.Value)));
            Assert.Equal([$"{parameter.Name} text_too_long"], Errors(id, condition => condition[parameter.Name] = new string('x', parameter.MaxLength!.Value + 1)));
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Read_Number_IsHeldToItsLimits(string id)
    {
        foreach (var parameter in ConditionRules.Find(id)!.Parameters.Where(parameter => parameter.Kind == ParameterKind.Number))
        {
            Assert.All((int[])[parameter.Minimum!.Value, parameter.Maximum!.Value], number => Assert.Empty(Errors(id, condition => condition[parameter.Name] = number)));
            Assert.All((int[])[parameter.Minimum.Value - 1, parameter.Maximum.Value + 1], number => Assert.Single(Errors(id, condition => condition[parameter.Name] = number)));
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Read_Filters_AreHeldToTheirLimit(string id)
    {
        foreach (var parameter in ConditionRules.Find(id)!.Parameters.Where(parameter => parameter.Kind == ParameterKind.Filters))
        {
            Assert.Empty(Errors(id, condition => condition[parameter.Name] = Filters(parameter.MaxItems!.Value)));
            Assert.Equal([$"{parameter.Name} too_many_filters"], Errors(id, condition => condition[parameter.Name] = Filters(parameter.MaxItems!.Value + 1)));
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Read_Operators_AreThoseThatTheRuleSays(string id)
    {
        var rule = ConditionRules.Find(id)!;
        if (rule.Parameters.SingleOrDefault(parameter => parameter.Kind == ParameterKind.Operator) is not { } parameter)
            return;
        var compared = rule.Parameters.Single(other => other.Kind is ParameterKind.Value or ParameterKind.Url);
        foreach (var fieldOperator in FieldOperators.All)
        {
            Assert.Equal(
                parameter.Operators.Contains(fieldOperator) ? [] : ["operator operator_unknown"],
                Errors(id, condition => (condition["operator"], condition[compared.Name]) = (FieldOperators.NameOf(fieldOperator), "10")));
        }

        Assert.Equal(new PropertyValue("contains"), parameter.Default);
        Assert.Equal(rule.Operators, parameter.Operators);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Write_RandomConditions_ReadTheSame(string id)
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var written = TheCondition.Write(TheCondition.Of(RandomConditions.Next(new Random(seed), ConditionRules.Find(id)!).ToJsonString()));
            Assert.Equal(written, TheCondition.Write(TheCondition.Of(written)));
        }
    }

    // A condition with all of its parameters, changed.
    private static IEnumerable<string> Errors(string id, Action<JsonObject> change)
    {
        var rule = ConditionRules.Find(id)!;
        var random = new Random(1);
        JsonObject whole;
        do
            whole = RandomConditions.Next(random, rule);
        while (!rule.Parameters.All(parameter => whole.ContainsKey(parameter.Name)) || whole["operator"]?.ToString() is not (null or "contains"));
        change(whole);
        return TheCondition.ErrorsOf(whole.ToJsonString());
    }

    private static JsonArray Filters(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => new JsonObject { ["field"] = "value", ["value"] = "x" })];

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();
}
