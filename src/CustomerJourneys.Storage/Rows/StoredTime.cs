using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CustomerJourneys.Storage.Rows;

/// <summary>
/// Times as they are stored, in rows and in JSON: UTC with seven fractional digits, as in <c>2026-11-01T10:00:00.1230000Z</c>.
/// Of one length, they compare as texts as they do as times, on every storage.
/// </summary>
internal sealed class StoredTime : JsonConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    public static string Write(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    public static DateTimeOffset Read(string text) =>
        DateTimeOffset.ParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        DateTimeOffset.TryParseExact(reader.GetString(), Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new JsonException($"A time is stored as {Format}.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Write(value));
}
