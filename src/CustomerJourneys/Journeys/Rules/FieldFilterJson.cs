using System.Text.Json;
using CustomerJourneys.Activities;
using CustomerJourneys.Json;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Journeys.Rules;

/// <summary>Field filters as JSON: <c>{"field":"value","operator":"contains","value":"coffee"}</c>.</summary>
internal static class FieldFilterJson
{
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

    /// <summary>Writes filters as an array; none are not written.</summary>
    public static void WriteAll(Utf8JsonWriter writer, string name, IReadOnlyList<FieldFilter> filters)
    {
        if (filters.Count == 0)
            return;
        writer.WriteStartArray(name);
        foreach (var filter in filters)
        {
            writer.WriteStartObject();
            writer.WriteString("field", filter.Field);
            ComparisonJson.Write(writer, "value", new Comparison(filter.Operator, filter.Value));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static FieldFilter? Read(JsonElement item, string path, List<FieldError> errors)
    {
        if (JsonMembers.Of(item, path, errors) is not { } members)
            return null;
        var field = members.Text("field", ActivityField.PropertyPrefix.Length + ActivityField.MaxPropertyName, required: true);
        if (field is not null && !ActivityField.IsKnown(field))
        {
            members.Fail("field", "field_unknown", $"There is no such field; the fields are: {string.Join(", ", ActivityField.Fixed)} and {ActivityField.PropertyPrefix}NAME.");
            field = null;
        }

        var comparison = ComparisonJson.Read(members, "value", isRequired: true);
        members.RejectUnknown();
        return field is null || comparison is null ? null : comparison.On(field);
    }
}
