using System.Text;
using CustomerJourneys.Functions.Http;
using CustomerJourneys.Journeys;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace CustomerJourneys.Functions.Journeys;

/// <summary>Journeys as files for source control: see <see cref="JourneyFile"/>.</summary>
public sealed class JourneyFileFunctions(JourneyCatalog catalog, SavedJourneys saved)
{
    private const int MaxFileName = 60;

    /// <summary><c>GET /api/journeys/{journeyId}/export</c>: the file, with the <c>ETag</c> of the version that it is of.</summary>
    [Function("ExportJourney")]
    [Operation("Export a journey as a file", Description = "For source control: the same definition always gives the same bytes.")]
    [Answers(200, "JourneyFile", "The file.", Headers = ["ETag", "Content-Disposition"])]
    [Problems("journey_not_found")]
    public async Task<IResult> ExportAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/journeys/{journeyId}/export")] HttpRequest request,
        string journeyId,
        CancellationToken cancellation)
    {
        var journey = await catalog.FindAsync(journeyId, cancellation);
        EntityTags.Set(request, journey.Version);
        request.HttpContext.Response.Headers.ContentDisposition = $"attachment; filename=\"{FileNameOf(journey.Definition.DisplayName)}\"";
        return TypedResults.Bytes(JourneyFile.Write(journey.Definition), "application/json; charset=utf-8");
    }

    /// <summary><c>POST /api/journeys/import</c>: a new journey from a file, or from a plain definition.</summary>
    [Function("ImportJourney")]
    [Operation("Import a journey from a file", Description = "A new journey, with the stage ids of the file.")]
    [TakesBody("JourneyFile")]
    [TakesBody("JourneyDefinition")]
    [Answers(201, "Journey", "The stored journey.", Headers = ["Location", "ETag"])]
    [Problems("array_expected", "boolean_expected", "time_invalid", "activity_type_invalid")]
    [ProblemsOf("Journey definitions")]
    public async Task<IResult> ImportAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/journeys/import")] HttpRequest request,
        [DurableClient] DurableTaskClient durable,
        CancellationToken cancellation)
    {
        var body = await RequestBody.ReadAsync(request, JourneyFile.MaxBytes, RequestBody.JsonOnly, cancellation);
        return await saved.AnswerCreatedAsync(request, await catalog.ImportAsync(body, cancellation), durable);
    }

    // Letters and digits that every file system takes; the rest of a name becomes hyphens.
    private static string FileNameOf(string displayName)
    {
        var name = new StringBuilder();
        foreach (var character in displayName.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(character))
                name.Append(character);
            else if (name.Length > 0 && name[^1] != '-')
                name.Append('-');
            if (name.Length == MaxFileName)
                break;
        }

        return (name.ToString().TrimEnd('-') is { Length: > 0 } known ? known : "journey") + ".journey.json";
    }
}
