using System.Text.Json.Nodes;

namespace CustomerJourneys.Json;

/// <summary>A named schema of JSON that is read or written by hand; it stands beside the code that does so.</summary>
/// <param name="Name">Its name among the schemas of the API description; others refer to it by <see cref="JsonSchema.Reference"/>.</param>
/// <param name="Schema">The schema.</param>
public sealed record NamedSchema(string Name, JsonObject Schema);

/// <summary>A member of an object in a schema.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Schema">What it may be.</param>
/// <param name="Required">Whether it must be there.</param>
public readonly record struct SchemaMember(string Name, JsonObject Schema, bool Required = false);

/// <summary>
/// Builds JSON Schemas (2020-12), in the terms in which <see cref="JsonMembers"/> reads. Every call gives new nodes, which may be put
/// into one place each.
/// </summary>
public static class JsonSchema
{
    /// <summary>Where named schemas stand in the API description.</summary>
    public const string Root = "#/components/schemas/";

    /// <summary>An object as requests send it: no other members; one that is not required may be <c>null</c>, which is the same as leaving it out.</summary>
    public static JsonObject Request(string description, params IEnumerable<SchemaMember> members)
    {
        var schema = Answer(description, members.Select(member => member.Required ? member : member with { Schema = OrNull(member.Schema) }));
        schema["additionalProperties"] = false;
        return schema;
    }

    /// <summary>An object as answers give it: later versions may add members.</summary>
    public static JsonObject Answer(string description, params IEnumerable<SchemaMember> members)
    {
        var list = members.ToList();
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["description"] = description,
            ["properties"] = new JsonObject(list.Select(member => KeyValuePair.Create(member.Name, (JsonNode?)member.Schema))),
        };
        if (list.Exists(member => member.Required))
            schema["required"] = new JsonArray([.. list.Where(member => member.Required).Select(member => (JsonNode)member.Name)]);
        return schema;
    }

    /// <summary>A text; lengths in characters.</summary>
    public static JsonObject Text(string description, int? maxLength = null, int? minLength = null, string? pattern = null, string? format = null)
    {
        var schema = Of("string", description);
        Add(schema, "minLength", minLength);
        Add(schema, "maxLength", maxLength);
        Add(schema, "pattern", pattern);
        Add(schema, "format", format);
        return schema;
    }

    /// <summary>A time as in RFC 3339.</summary>
    public static JsonObject Time(string description) => Text(description, format: "date-time");

    /// <summary>A duration in ISO 8601, without months and years.</summary>
    public static JsonObject Duration(string description) => Text(description, maxLength: 64, format: "duration");

    /// <summary>A whole number within bounds.</summary>
    public static JsonObject WholeNumber(string description, long min, long? max = null)
    {
        var schema = Of("integer", description);
        schema["minimum"] = min;
        Add(schema, "maximum", max);
        return schema;
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public static JsonObject Boolean(string description) => Of("boolean", description);

    /// <summary>One of a few names.</summary>
    public static JsonObject Choice(string description, IEnumerable<string> names)
    {
        var schema = Of("string", description);
        schema["enum"] = new JsonArray([.. names.Select(name => (JsonNode)name)]);
        return schema;
    }

    /// <summary>An array.</summary>
    public static JsonObject Array(string description, JsonObject items, int? min = null, int? max = null)
    {
        var schema = Of("array", description);
        schema["items"] = items;
        Add(schema, "minItems", min);
        Add(schema, "maxItems", max);
        return schema;
    }

    /// <summary>A schema that stands under its name.</summary>
    public static JsonObject Reference(string name, string? description = null)
    {
        var schema = new JsonObject { ["$ref"] = Root + name };
        Add(schema, "description", description);
        return schema;
    }

    /// <summary>A member that an answer gives and a request may send back: it is let through and not read.</summary>
    public static JsonObject SentBack(string description) => new() { ["description"] = description, ["readOnly"] = true };

    /// <summary>The same, or <c>null</c>.</summary>
    public static JsonObject OrNull(JsonObject schema)
    {
        if (schema["$ref"] is { } reference)
        {
            schema.Remove("$ref");
            schema.Insert(0, "anyOf", new JsonArray(new JsonObject { ["$ref"] = reference }, new JsonObject { ["type"] = "null" }));
            return schema;
        }

        schema["type"] = schema["type"] switch
        {
            null => null,
            JsonArray types => new JsonArray([.. types.Select(type => type!.DeepClone()), "null"]),
            var type => new JsonArray(type.DeepClone(), "null"),
        };
        if (schema["type"] is null)
            schema.Remove("type");
        if (schema["enum"] is JsonArray names)
            names.Add(null);
        return schema;
    }

    private static JsonObject Of(string type, string description) => new() { ["type"] = type, ["description"] = description };

    private static void Add<T>(JsonObject schema, string keyword, T? value)
    {
        if (value is not null)
            schema[keyword] = JsonValue.Create(value);
    }
}
