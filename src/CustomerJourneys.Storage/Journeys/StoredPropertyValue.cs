using System.Text.Json;
using System.Text.Json.Serialization;
using CustomerJourneys.Activities;

namespace CustomerJourneys.Storage.Journeys;

/// <summary>A value of a condition as it is stored: a JSON text or a JSON number.</summary>
internal sealed class StoredPropertyValue : JsonConverter<PropertyValue>
{
    public override PropertyValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => new PropertyValue(reader.GetString()!),
        JsonTokenType.Number => new PropertyValue(reader.GetDouble()),
        _ => throw new JsonException("A value is a text or a number."),
    };

    public override void Write(Utf8JsonWriter writer, PropertyValue value, JsonSerializerOptions options)
    {
        if (value.IsNumber)
            writer.WriteNumberValue(value.Number);
        else
            JsonSerializer.Serialize(writer, value.Text, options);
    }
}
