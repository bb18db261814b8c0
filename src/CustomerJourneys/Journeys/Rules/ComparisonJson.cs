using System.Text.Json;
using CustomerJourneys.Activities;
using CustomerJourneys.Json;

namespace CustomerJourneys.Journeys.Rules;

/// <summary>An operator and what it compares with.</summary>
/// <param name="Operator">How it compares.</param>
/// <param name="Value">What it is compared with; empty only with <c>equals</c> and <c>notEquals</c>.</param>
public sealed record Comparison(FieldOperator Operator, PropertyValue Value)
{
    /// <summary>The comparison as a filter on a field.</summary>
    public FieldFilter On(string field) => new(field, Operator, Value);
}

/// <summary>
/// Comparisons as JSON: a member <c>operator</c> beside the one with the value. The one place that knows which values an operator takes,
/// for filters and for the rules that compare one thing.
/// </summary>
internal static class ComparisonJson
{
    /// <summary>The longest text to compare with, in characters.</summary>
    public const int MaxValue = ActivityRules.MaxUrl;

    private static readonly IReadOnlyDictionary<string, FieldOperator> AllOperators = FieldOperators.ByName(FieldOperators.All);
    private static readonly IReadOnlyDictionary<string, FieldOperator> TextOperators = FieldOperators.ByName(FieldOperators.OfTexts);

    /// <summary>Reads a comparison with a text or a number by any operator.</summary>
    /// <param name="members">The object.</param>
    /// <param name="valueName">The member with the value.</param>
    /// <param name="isRequired">Whether it must be there; else leaving both members out means that nothing is compared.</param>
    /// <returns>The comparison; <see langword="null"/> when there is none, or it is wrong (which is noted).</returns>
    public static Comparison? Read(JsonMembers members, string valueName, bool isRequired)
    {
        var (isKnown, fieldOperator) = ReadOperator(members, AllOperators);
        if (!HasValue(members, valueName, isRequired) || ReadValue(members, valueName) is not { } value)
            return null;
        return isKnown && Check(members, valueName, fieldOperator, value) ? new Comparison(fieldOperator, value) : null;
    }

    /// <summary>Reads a comparison with a text, by an operator that compares texts; leaving both members out means that nothing is compared.</summary>
    /// <inheritdoc cref="Read"/>
    public static Comparison? ReadText(JsonMembers members, string valueName)
    {
        var (isKnown, fieldOperator) = ReadOperator(members, TextOperators);
        if (!HasValue(members, valueName, isRequired: false) || members.Text(valueName, MaxValue) is not { } text)
            return null;
        var value = new PropertyValue(text);
        return isKnown && Check(members, valueName, fieldOperator, value) ? new Comparison(fieldOperator, value) : null;
    }

    /// <summary>Writes a comparison as two members.</summary>
    public static void Write(Utf8JsonWriter writer, string valueName, Comparison comparison)
    {
        writer.WriteString("operator", FieldOperators.NameOf(comparison.Operator));
        if (comparison.Value.IsNumber)
            writer.WriteNumber(valueName, comparison.Value.Number);
        else
            writer.WriteString(valueName, comparison.Value.Text);
    }

    private static (bool IsKnown, FieldOperator Operator) ReadOperator(JsonMembers members, IReadOnlyDictionary<string, FieldOperator> operators)
    {
        if (members.Find("operator") is null)
            return (true, FieldOperator.Contains);
        var told = members.Choice("operator", operators, "operator_unknown");
        return (told is not null, told ?? FieldOperator.Contains);
    }

    // An operator without anything to compare with is a mistake, not a comparison left out.
    private static bool HasValue(JsonMembers members, string valueName, bool isRequired)
    {
        if (members.Find(valueName) is not null)
            return true;
        if (isRequired || members.Find("operator") is not null)
            members.FailMissing(valueName);
        return false;
    }

    private static PropertyValue? ReadValue(JsonMembers members, string name)
    {
        if (members.Find(name) is { ValueKind: JsonValueKind.Number } element && element.TryGetDouble(out var number) && double.IsFinite(number))
            return new PropertyValue(number);
        return members.Text(name, MaxValue) is { } text ? new PropertyValue(text) : null;
    }

    private static bool Check(JsonMembers members, string valueName, FieldOperator fieldOperator, PropertyValue value)
    {
        if (value.Text.Length == 0 && fieldOperator is not (FieldOperator.Equals or FieldOperator.NotEquals))
            members.Fail(valueName, "value_empty", "An empty value can only be compared with equals or notEquals.");
        else if (FieldPredicate.IsNumeric(fieldOperator) && !ExactNumber.TryRead(value, out _))
            members.Fail(valueName, "value_not_a_number", "This operator compares numbers: the value must be a number.");
        else
            return true;
        return false;
    }
}
