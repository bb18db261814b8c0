using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerJourneys.Journeys;
using CustomerJourneys.Json;
using CustomerJourneys.Storage.Journeys;

namespace CustomerJourneys.Storage.Rows;

/// <summary>
/// The JSON in which things are stored: compact UTF-8, independent of the API's. Member names are those of the domain's records in camelCase,
/// which tests pin to the byte; conditions are in the form of the catalogue (<see cref="StoredCondition{T}"/>). It is read strictly: a missing, unknown or null member where there must be none is an error.
/// </summary>
internal static class StoredJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        IgnoreReadOnlyProperties = true,
        MaxDepth = 32,
        // With more escapes than JSON demands, a definition at its size limit would not fit into a row.
        Encoder = JsonTextEncoder.Instance,
        Converters =
        {
            new StoredTime(),
            new StoredDuration(),
            new StoredCondition<StageCondition>(),
            new StoredCondition<PerformedActivity>(),
            new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
        },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RequireParameters } },
    };

    /// <summary>Writes a thing.</summary>
    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>Reads a thing.</summary>
    /// <param name="json">What was stored.</param>
    /// <param name="what">What it is, for the error.</param>
    /// <exception cref="StoredSchemaException">It is not in the stored form.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json, string what)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException("It is null.");
        }
        catch (Exception damaged) when (damaged is JsonException or NotSupportedException)
        {
            throw StoredSchemaException.Damaged(what, damaged.Message, damaged);
        }
    }

    // A null is not written, so a nullable parameter may be missing; every other parameter of a record must be there.
    private static void RequireParameters(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
            property.IsRequired = property.AssociatedParameter is { IsNullable: false, HasDefaultValue: false };
    }
}
