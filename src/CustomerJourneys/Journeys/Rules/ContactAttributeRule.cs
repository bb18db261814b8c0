using System.Text.Json;
using CustomerJourneys.Json;

namespace CustomerJourneys.Journeys.Rules;

/// <summary>An attribute of the contact compares so.</summary>
/// <param name="Attribute"><c>email</c>, <c>firstName</c>, <c>lastName</c> or the name of an attribute of your own.</param>
/// <param name="Value">How it compares.</param>
public sealed record ContactAttributeIs(string Attribute, Comparison Value) : StageCondition
{
    /// <summary>The longest name of an attribute, in characters.</summary>
    public const int MaxAttribute = 64;
}

/// <summary><c>contactAttribute {attribute, operator?, value}</c>: judged on the contact as it is at the data-as-of.</summary>
public sealed class ContactAttributeRule() : ConditionRule<ContactAttributeIs>(
    order: 80,
    "contactAttribute",
    RuleCategory.Contacts,
    "has an attribute {attribute} that {operator} {value}",
    "What is known of the contact at the time of the calculation: email, firstName, lastName or an attribute of your own. An attribute that is missing is empty.",
    [Attribute, RuleParameter.Operator(FieldOperators.All), Value])
{
    private static readonly RuleParameter Attribute = RuleParameter.Text("attribute", ParameterKind.Attribute, ContactAttributeIs.MaxAttribute);

    private static readonly RuleParameter Value = new("value", ParameterKind.Value, IsRequired: true) { MaxLength = ComparisonJson.MaxValue };

    /// <inheritdoc/>
    protected override ContactAttributeIs? ReadParameters(JsonMembers members)
    {
        var attribute = Attribute.ReadText(members);
        if (attribute is not null && attribute.Any(char.IsControl))
        {
            members.Fail(Attribute.Name, "attribute_invalid", "The name of an attribute has no control characters.");
            attribute = null;
        }

        var value = ComparisonJson.Read(members, Value.Name, Value.IsRequired);
        return attribute is null || value is null ? null : new ContactAttributeIs(attribute, value);
    }

    /// <inheritdoc/>
    protected override void WriteParameters(Utf8JsonWriter writer, ContactAttributeIs condition)
    {
        writer.WriteString(Attribute.Name, condition.Attribute);
        ComparisonJson.Write(writer, Value.Name, condition.Value);
    }

    /// <inheritdoc/>
    protected override ConditionMeaning MeaningOf(ContactAttributeIs condition) =>
        new AttributeMeaning(condition.Attribute, condition.Value.On(condition.Attribute));

    /// <inheritdoc/>
    protected override string Tell(ContactAttributeIs condition) => $"has an attribute {ConditionWords.Quote(condition.Attribute)} that {ConditionWords.Of(condition.Value)}";
}
