using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CustomerJourneys.Testing.OpenApi;

/// <summary>
/// Holds JSON to the schemas of an API description, more strictly than the schemas ask for: an object has no member that is not described, also
/// where a schema is open for later versions. It knows the keywords that our description uses, and throws at any other.
/// </summary>
public sealed partial class SchemaCheck(JsonObject description)
{
    private static readonly string[] Annotations = ["description", "example", "readOnly", "discriminator"];

    /// <summary>What is wrong with a value, each with its path; empty when nothing is.</summary>
    /// <param name="value">The value; <see langword="null"/> is JSON's null.</param>
    /// <param name="schema">Its schema.</param>
    /// <param name="path">Where the value stands.</param>
    public IReadOnlyList<string> Check(JsonNode? value, JsonObject schema, string path = "$")
    {
        var errors = new List<string>();
        foreach (var (keyword, expected) in schema)
        {
            if (!Annotations.Contains(keyword))
                errors.AddRange(Check(value, schema, keyword, expected!, path));
        }

        // Closed, whether the schema says so or not.
        if (value is JsonObject found && !schema.ContainsKey("additionalProperties") && schema.Any(member => member.Key is "type" or "properties"))
            errors.AddRange(Undescribed(found, schema).Select(member => $"{path}: the member '{member.Key}' is not described"));
        return errors;
    }

    /// <summary>The schema that a reference names; any other is itself.</summary>
    public JsonObject Resolve(JsonObject schema)
    {
        if ((string?)schema["$ref"] is not { } reference)
            return schema;
        JsonNode? node = description;
        foreach (var part in reference.Split('/').Skip(1))
            node = node?[part];
        return node as JsonObject ?? throw new InvalidOperationException($"Nothing stands at {reference}.");
    }

    private IReadOnlyList<string> Check(JsonNode? value, JsonObject schema, string keyword, JsonNode expected, string path) => keyword switch
    {
        "$ref" => Check(value, Resolve(schema), path),
        "type" => If(Types(expected).Any(type => IsOf(value, type)), $"{path}: {Show(value)} is not of the type {expected.ToJsonString()}"),
        "enum" => If(expected.AsArray().Any(one => JsonNode.DeepEquals(one, value)), $"{path}: {Show(value)} is none of {expected.ToJsonString()}"),
        "const" => If(JsonNode.DeepEquals(expected, value), $"{path}: {Show(value)} is not {expected.ToJsonString()}"),
        "anyOf" or "oneOf" => CheckAlternatives(value, schema, expected.AsArray(), keyword, path),
        "properties" => [.. Members(value).Where(member => expected[member.Key] is not null).SelectMany(member => Check(member.Value, (JsonObject)expected[member.Key]!, $"{path}.{member.Key}"))],
        "required" when value is JsonObject found => [.. expected.AsArray().Select(name => (string)name!).Where(name => !found.ContainsKey(name)).Select(name => $"{path}: '{name}' is missing")],
        "additionalProperties" => CheckOthers(value, schema, expected, path),
        "propertyNames" => [.. Members(value).SelectMany(member => Check(JsonValue.Create(member.Key), (JsonObject)expected, $"{path}.{member.Key}"))],
        "items" when value is JsonArray items => [.. items.SelectMany((item, i) => Check(item, (JsonObject)expected, $"{path}[{i}]"))],
        "minItems" => Bound((value as JsonArray)?.Count, n => n >= Number(expected), "too few items", path),
        "maxItems" => Bound((value as JsonArray)?.Count, n => n <= Number(expected), "too many items", path),
        "maxProperties" => Bound((value as JsonObject)?.Count, n => n <= Number(expected), "too many members", path),
        "minLength" => Bound(Text(value)?.Length, n => n >= Number(expected), "too short", path),
        "maxLength" => Bound(Text(value)?.Length, n => n <= Number(expected), "too long", path),
        "pattern" => If(Text(value) is not { } text || Regex.IsMatch(text, (string)expected!), $"{path}: {Show(value)} does not match {expected}"),
        "format" => If(Text(value) is not { } text || IsOfFormat(text, (string)expected!), $"{path}: {Show(value)} is no {expected}"),
        "minimum" => Bound(Number(value), n => n >= Number(expected), "too small", path),
        "maximum" => Bound(Number(value), n => n <= Number(expected), "too great", path),
        "required" or "items" => [],
        _ => throw new NotSupportedException($"This check does not know the keyword '{keyword}'."),
    };

    private IReadOnlyList<string> CheckAlternatives(JsonNode? value, JsonObject schema, JsonArray alternatives, string keyword, string path)
    {
        if (schema["discriminator"] is JsonObject discriminator)
        {
            var choice = value is JsonObject found ? (string?)found[(string)discriminator["propertyName"]!] : null;
            return choice is not null && discriminator["mapping"]![choice] is { } reference
                ? Check(value, new JsonObject { ["$ref"] = reference.DeepClone() }, path)
                : [$"{path}: '{choice}' chooses none of the alternatives"];
        }

        var results = alternatives.Select(one => Check(value, (JsonObject)one!, path)).ToList();
        var fitting = results.Count(errors => errors.Count == 0);
        if (fitting == 1 || (fitting > 1 && keyword == "anyOf"))
            return [];
        return fitting > 1 ? [$"{path}: {fitting} alternatives fit, not one"] : results.MaxBy(errors => errors.Max(error => error.Length))!;
    }

    private IReadOnlyList<string> CheckOthers(JsonNode? value, JsonObject schema, JsonNode others, string path) => value is not JsonObject found
        ? []
        : others is JsonObject other
            ? [.. Undescribed(found, schema).SelectMany(member => Check(member.Value, other, $"{path}.{member.Key}"))]
            : [.. Undescribed(found, schema).Select(member => $"{path}: the member '{member.Key}' is not described")];

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Undescribed(JsonObject value, JsonObject schema) =>
        value.Where(member => schema["properties"]?[member.Key] is null);

    private static JsonObject Members(JsonNode? value) => value as JsonObject ?? [];

    private static IReadOnlyList<string> If(bool holds, string error) => holds ? [] : [error];

    private static IReadOnlyList<string> Bound<T>(T? measure, Func<T, bool> holds, string error, string path)
        where T : struct => measure is { } known && !holds(known) ? [$"{path}: {error} ({known})"] : [];

    private static IEnumerable<string> Types(JsonNode types) => types is JsonArray several ? several.Select(type => (string)type!) : [(string)types!];

    private static bool IsOf(JsonNode? value, string type) => (value?.GetValueKind() ?? JsonValueKind.Null, type) switch
    {
        (JsonValueKind.Null, "null") or (JsonValueKind.String, "string") or (JsonValueKind.Object, "object") or (JsonValueKind.Array, "array") or (JsonValueKind.Number, "number") => true,
        (JsonValueKind.True or JsonValueKind.False, "boolean") => true,
        (JsonValueKind.Number, "integer") => decimal.TryParse(value!.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && decimal.IsInteger(number),
        _ => false,
    };

    private static bool IsOfFormat(string text, string format) => format switch
    {
        "date-time" => DateTimePattern().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "duration" => DurationPattern().IsMatch(text),
        _ => throw new NotSupportedException($"This check does not know the format '{format}'."),
    };

    private static string? Text(JsonNode? value) => value?.GetValueKind() == JsonValueKind.String ? (string?)value : null;

    private static decimal? Number(JsonNode? value) => value?.GetValueKind() == JsonValueKind.Number ? decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture) : null;

    private static string Show(JsonNode? value) => value?.ToJsonString() is { } json ? json[..Math.Min(json.Length, 100)] : "null";

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$")]
    private static partial Regex DateTimePattern();

    [GeneratedRegex(@"^P(?=.)([\d.]+W)?([\d.]+D)?(T(?=.)([\d.]+H)?([\d.]+M)?([\d.]+S)?)?$")]
    private static partial Regex DurationPattern();
}
