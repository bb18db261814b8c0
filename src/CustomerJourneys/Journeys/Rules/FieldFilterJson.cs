using System.Text.Json;
using CustomerJourneys.Activities;
using CustomerJourneys.Json;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Journeys.Rules;

/// <summary>Field filters as JSON: <c>{"field":"value","operator":"contains","value":"coffee"}</c>.</summary>
public static class FieldFilterJson
{
    /// <summary>The operators by their names on the wire.</summary>
    public static IReadOnlyDictionary<string, FieldOperator> Operators { get; } =
        Enum.GetValues<FieldOperator>().ToDictionary(o => JsonNamingPolicy.CamelCase.ConvertName(o.ToString()), StringComparer.Ordinal);

    /// <summary>Reads an array of filters; an absent one is empty.</summary>
    /// <returns>The filters, or <see langword="null"/> when something is wrong (which is noted).</returns>
    public static IReadOnlyList<FieldFilter>? ReadAll(JsonMembers members, string name)
    {
        var errors = new List<FieldError>();
        var items = members.Array(name);
        if (items.Count > PerformedActivity.MaxFilters)
        {
            members.Fail(name, "too_many_filters", $"A condition has at most {PerformedActivity.MaxFilters} filters; this one has {items.Count}.");
            return null;
        }

        var filters = items.Select(item => Read(item.Item, item.Path, errors)).ToList();
        members.Fail(errors);
        return filters.Contains(null) ? null : [.. filters.OfType<FieldFilter>()];
    }

    /// <summary>Writes filters as an array.</summary>
    public static void WriteAll(Utf8JsonWriter writer, string name, IReadOnlyList<FieldFilter> filters)
    {
        writer.WriteStartArray(name);
        foreach (var filter in filters)
        {
            writer.WriteStartObject();
            writer.WriteString("field", filter.Field);
            writer.WriteString("operator", JsonNamingPolicy.CamelCase.ConvertName(filter.Operator.ToString()));
            if (filter.Value.IsNumber)
                writer.WriteNumber("value", filter.Value.Number);
            else
                writer.WriteString("value", filter.Value.Text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static FieldFilter? Read(JsonElement item, string path, List<FieldError> errors)
    {
        if (JsonMembers.Of(item, path, errors) is not { } members)
            return null;
        var before = errors.Count;
        var field = members.Text("field", ActivityField.PropertyPrefix.Length + ActivityField.MaxPropertyName, required: true);
        if (field is not null && !ActivityField.IsKnown(field))
            members.Fail("field", "field_unknown", $"There is no such field; the fields are: {string.Join(", ", ActivityField.Fixed)} and properties.NAME.");
        var fieldOperator = members.Choice("operator", Operators, "operator_unknown") ?? FieldOperator.Contains;
        var value = ReadValue(members, fieldOperator, errors.Count == before);
        members.RejectUnknown();
        return errors.Count == before ? new FieldFilter(field!, fieldOperator, value) : null;
    }

    private static PropertyValue ReadValue(JsonMembers members, FieldOperator fieldOperator, bool operatorIsKnown)
    {
        var value = default(PropertyValue);
        if (members.Find("value") is not { } element)
        {
            members.FailMissing("value");
            return value;
        }

        if (element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var number) && double.IsFinite(number))
            value = new PropertyValue(number);
        else if (members.Text("value", ActivityRules.MaxUrl) is { } text)
            value = new PropertyValue(text);
        else
            return value;

        if (!operatorIsKnown)
            return value;
        if (value.Text.Length == 0 && fieldOperator is not (FieldOperator.Equals or FieldOperator.NotEquals))
            members.Fail("value", "value_empty", "An empty value can only be compared with equals or notEquals.");
        else if (FieldPredicate.IsNumeric(fieldOperator) && !ExactNumber.TryRead(value, out _))
            members.Fail("value", "value_not_a_number", "This operator compares numbers: the value must be a number.");
        return value;
    }
}
