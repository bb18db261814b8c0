using System.Text.Json;
using System.Text.Json.Serialization;
using CustomerJourneys.Json;
using Microsoft.AspNetCore.Http;

namespace CustomerJourneys.Functions.Http;

/// <summary>Answers as JSON: camelCase, enumerations as camelCase texts, times in UTC with a <c>Z</c>.</summary>
internal static class Answer
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        // Names and sentences are readable as they travel.
        Encoder = JsonTextEncoder.Instance,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new UtcTimeConverter() },
    };

    public static IResult Ok(object value) => TypedResults.Json(value, Json);

    public static IResult Created(HttpRequest request, string location, object value) => WithLocation(request, location, value, StatusCodes.Status201Created);

    public static IResult Accepted(HttpRequest request, string location, object value) => WithLocation(request, location, value, StatusCodes.Status202Accepted);

    private static IResult WithLocation(HttpRequest request, string location, object value, int status)
    {
        request.HttpContext.Response.Headers.Location = location;
        return TypedResults.Json(value, Json, statusCode: status);
    }

    private sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value.UtcDateTime);
    }
}
