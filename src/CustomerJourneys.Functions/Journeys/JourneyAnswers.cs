using System.Globalization;
using System.Text.Json;
using CustomerJourneys.Functions.Http;
using CustomerJourneys.Journeys;
using CustomerJourneys.Journeys.Templates;
using Microsoft.AspNetCore.Http;

namespace CustomerJourneys.Functions.Journeys;

/// <summary>A journey as an answer, with its <c>ETag</c>.</summary>
internal sealed class JourneyResultAnswer(StoredJourney journey, int status) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        EntityTags.Set(httpContext.Request, journey.Version);
        httpContext.Response.StatusCode = status;
        await JourneyWriter.SendAsync(httpContext, writer => JourneyWriter.Write(writer, journey));
    }
}

/// <summary>A page of journeys as an answer.</summary>
internal sealed class JourneyListAnswer(Page<StoredJourney> page) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => JourneyWriter.SendAsync(httpContext, writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("items");
        foreach (var journey in page.Items)
            JourneyWriter.Write(writer, journey);
        writer.WriteEndArray();
        writer.WriteString("continuation", page.Continuation);
        writer.WriteEndObject();
    });
}

/// <summary>The templates as an answer; their definitions can be sent as they are.</summary>
internal sealed class JourneyTemplatesAnswer(IReadOnlyList<JourneyTemplate> templates) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => JourneyWriter.SendAsync(httpContext, writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("items");
        foreach (var template in templates)
        {
            writer.WriteStartObject();
            writer.WriteString("id", template.Id);
            writer.WriteString("displayName", template.DisplayName);
            writer.WriteString("description", template.Description);
            writer.WriteStartArray("stages");
            foreach (var stage in template.Stages)
                writer.WriteStringValue(stage);
            writer.WriteEndArray();
            writer.WritePropertyName("definition");
            writer.WriteRawValue(template.Definition.Span);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNull("continuation");
        writer.WriteEndObject();
    });
}

/// <summary>Writes journeys: what an answer adds, then the definition in its own form.</summary>
internal static class JourneyWriter
{
    public static void Write(Utf8JsonWriter writer, StoredJourney journey)
    {
        writer.WriteStartObject();
        writer.WriteString("id", journey.Id);
        writer.WriteNumber("version", journey.Version);
        writer.WriteString("createdAt", Utc(journey.CreatedAt));
        writer.WriteString("modifiedAt", Utc(journey.ModifiedAt));
        JourneyJson.WriteMembers(writer, journey.Definition);
        writer.WriteEndObject();
    }

    public static async Task SendAsync(HttpContext http, Action<Utf8JsonWriter> write)
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        using var buffer = new MemoryStream();
        await using (var writer = new Utf8JsonWriter(buffer, JourneyJson.Compact))
            write(writer);
        await http.Response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), http.RequestAborted);
    }

    private static string Utc(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
