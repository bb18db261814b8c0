using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerJourneys.Json;

namespace CustomerJourneys.Functions.Http.OpenApi;

/// <summary>
/// Schemas of the types that <see cref="Answer"/> writes: what is written and what is described come from one set of options. Each of our
/// types stands under its own name; other types are described where they are used.
/// </summary>
internal sealed class TypeSchemas
{
    private static readonly JsonSerializerOptions Options = new(Answer.Json) { NumberHandling = JsonNumberHandling.Strict, TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    private readonly DocComments _comments = new();
    private readonly Dictionary<string, Type> _types = new(StringComparer.Ordinal);
    private readonly Queue<Type> _waiting = new();

    /// <summary>The name of a type's schema; the type is described when <see cref="DescribeAll"/> comes to it.</summary>
    public string NameOf(Type type)
    {
        var name = type.GetCustomAttribute<SchemaNameAttribute>()?.Name
            ?? (type.Name.EndsWith("Answer", StringComparison.Ordinal) ? type.Name[..^"Answer".Length] : type.Name);
        if (_types.TryAdd(name, type))
            _waiting.Enqueue(type);
        else if (_types[name] != type)
            throw new InvalidOperationException($"Two types would be described as '{name}': {type} and {_types[name]}. Give one a {nameof(SchemaNameAttribute)}.");
        return name;
    }

    /// <summary>Describes every type that was named, and those that these are made of.</summary>
    public IEnumerable<NamedSchema> DescribeAll()
    {
        while (_waiting.TryDequeue(out var type))
            yield return new NamedSchema(NameOf(type), (JsonObject)Options.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform }));
    }

    private static bool MayBeAbsent(JsonPropertyInfo property) =>
        property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true) is [JsonIgnoreAttribute { Condition: not JsonIgnoreCondition.Never }];

    private static bool IsOurs(Type type) => !type.IsGenericType && type.Assembly.GetName().Name!.StartsWith(nameof(CustomerJourneys), StringComparison.Ordinal);

    private JsonNode Transform(JsonSchemaExporterContext context, JsonNode node)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        var mayBeNull = type != context.TypeInfo.Type || node is JsonObject { } nullable && nullable["type"] is JsonArray types && types.Any(name => (string?)name == "null");
        var isRoot = context.Path.Length == 0;
        JsonObject schema;
        if (type == typeof(DateTimeOffset))
            schema = JsonSchema.Time("");
        else if (IsOurs(type) && !isRoot)
            schema = JsonSchema.Reference(NameOf(type));
        else if (type.IsEnum)
            schema = DescribeEnum(type);
        else
            schema = DescribeOther(node, context.TypeInfo, type, isRoot);
        if (mayBeNull && !isRoot)
            schema = JsonSchema.OrNull(schema);
        if (context.PropertyInfo?.AttributeProvider is PropertyInfo property)
            Describe(schema, _comments.Of(property));
        return schema;
    }

    private JsonObject DescribeEnum(Type type)
    {
        var names = Enum.GetNames(type);
        var schema = JsonSchema.Choice(_comments.Of(type) ?? "", names.Select(JsonNamingPolicy.CamelCase.ConvertName));
        var meanings = names.Select(name => $"- `{JsonNamingPolicy.CamelCase.ConvertName(name)}`: {_comments.Of(type, name)}");
        Describe(schema, $"{_comments.Of(type)}\n{string.Join('\n', meanings)}");
        return schema;
    }

    // An answer has all members of its type, so all are required, null where there is nothing; but for those that are left out then.
    private JsonObject DescribeOther(JsonNode node, JsonTypeInfo info, Type type, bool isRoot)
    {
        if (type == typeof(object))
            return [];
        var schema = node as JsonObject ?? throw new InvalidOperationException($"{type} is written in a way that has no schema: describe it in {nameof(TypeSchemas)}.");
        if (schema["type"] is JsonArray types)
            schema["type"] = types.First(name => (string?)name != "null")!.DeepClone();
        if (schema["properties"] is JsonObject properties)
            schema["required"] = new JsonArray([.. properties.Select(property => property.Key).Except(info.Properties.Where(MayBeAbsent).Select(property => property.Name)).Select(name => (JsonNode)name)]);
        // Named values are texts and numbers, wherever an answer has them.
        if (info is { Kind: JsonTypeInfoKind.Dictionary, ElementType: { } element } && element == typeof(object))
            schema["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "number") };
        if (isRoot)
            Describe(schema, _comments.Of(type));
        return schema;
    }

    private static void Describe(JsonObject schema, string? description)
    {
        if (description is null)
            return;
        schema.Remove("description");
        schema["description"] = description;
    }
}
