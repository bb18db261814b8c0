using System.Text.Json;
using System.Text.Json.Serialization;
using CustomerJourneys.Journeys;

namespace CustomerJourneys.Storage.Journeys;

/// <summary>A duration as it is stored: the text that it was given as.</summary>
internal sealed class StoredDuration : JsonConverter<Duration>
{
    public override Duration Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Duration.TryParse(reader.GetString()!, out var duration)
            ? duration
            : throw new JsonException("A duration is stored as an ISO 8601 text.");

    public override void Write(Utf8JsonWriter writer, Duration value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
}
