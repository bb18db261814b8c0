using CustomerJourneys.Functions.Http;
using CustomerJourneys.Journeys;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace CustomerJourneys.Functions.Journeys;

/// <summary>Creates, reads, changes, duplicates, deletes and lists journeys. Saving one starts its calculation.</summary>
public sealed class JourneyFunctions(JourneyCatalog catalog, SavedJourneys saved, ILogger<JourneyFunctions> logger)
{
    // Room for a name, and for what is wrong with the rest to be told.
    private const int MaxOptions = 16 * 1024;

    /// <summary><c>POST /api/journeys</c>; with <c>?template=</c> from a template, and then the body may be a <c>displayName</c>, or missing.</summary>
    [Function("CreateJourney")]
    [Operation("Create a journey", Description = "Saving it starts its first calculation. With a template, the body is a name for the journey, or missing.")]
    [QueryParameter("template", "The id of a template to make the journey from; without it the body is a definition.")]
    [TakesBody("JourneyDefinition")]
    [TakesBody("JourneyName", Optional = true)]
    [Answers(201, "Journey", "The stored journey.", Headers = ["Location", "ETag"])]
    [Problems("array_expected", "boolean_expected", "time_invalid", "activity_type_invalid")]
    [ProblemsOf("Journey definitions")]
    public async Task<IResult> CreateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/journeys")] HttpRequest request,
        [DurableClient] DurableTaskClient durable,
        CancellationToken cancellation)
    {
        var journey = Query.Text(request, "template") is { } template
            ? await catalog.CreateFromTemplateAsync(template, await ReadOptionsAsync(request, cancellation), cancellation)
            : await catalog.CreateAsync(await RequestBody.ReadAsync(request, JourneyFile.MaxBytes, RequestBody.JsonOnly, cancellation), cancellation);
        return await saved.AnswerCreatedAsync(request, journey, durable);
    }

    /// <summary><c>GET /api/journeys/{journeyId}</c>.</summary>
    [Function("GetJourney")]
    [Operation("Read a journey")]
    [Answers(200, "Journey", "The journey.", Headers = ["ETag"])]
    [Problems("journey_not_found")]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/journeys/{journeyId}")] HttpRequest request,
        string journeyId,
        CancellationToken cancellation)
    {
        _ = request;
        return new JourneyResultAnswer(await catalog.FindAsync(journeyId, cancellation), StatusCodes.Status200OK);
    }

    /// <summary><c>PUT /api/journeys/{journeyId}</c>, with <c>If-Match</c>; the body is a definition, or a file that was exported.</summary>
    [Function("ReplaceJourney")]
    [Operation("Change a journey", Description = "Saving it starts a calculation, and takes it away from one that is under way. A stage that is sent with its id keeps it.")]
    [RequestHeader("If-Match", "The ETag that was read, or *.", Required = true, Example = "\"1\"")]
    [TakesBody("JourneyDefinition")]
    [TakesBody("JourneyFile")]
    [Answers(200, "Journey", "The stored journey.", Headers = ["ETag"])]
    [Problems("journey_not_found", "journey_changed", "array_expected", "boolean_expected", "time_invalid", "activity_type_invalid")]
    [ProblemsOf("Journey definitions")]
    public async Task<IResult> ReplaceAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/journeys/{journeyId}")] HttpRequest request,
        string journeyId,
        [DurableClient] DurableTaskClient durable,
        CancellationToken cancellation)
    {
        var isExpected = EntityTags.IfMatch(request);
        var body = await RequestBody.ReadAsync(request, JourneyFile.MaxBytes, RequestBody.JsonOnly, cancellation);
        return await saved.AnswerReplacedAsync(await catalog.ReplaceAsync(journeyId, isExpected, body, cancellation), durable);
    }

    /// <summary><c>POST /api/journeys/{journeyId}/duplicate</c>; the body may be a <c>displayName</c>, or missing.</summary>
    [Function("DuplicateJourney")]
    [Operation("Duplicate a journey", Description = "The copy has stages of its own, and is calculated at once.")]
    [TakesBody("JourneyName", Optional = true)]
    [Answers(201, "Journey", "The copy as stored.", Headers = ["Location", "ETag"])]
    [Problems("journey_not_found", "name_empty", "journey_too_large")]
    public async Task<IResult> DuplicateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/journeys/{journeyId}/duplicate")] HttpRequest request,
        string journeyId,
        [DurableClient] DurableTaskClient durable,
        CancellationToken cancellation)
    {
        var copy = await catalog.DuplicateAsync(journeyId, await ReadOptionsAsync(request, cancellation), cancellation);
        return await saved.AnswerCreatedAsync(request, copy, durable);
    }

    /// <summary><c>DELETE /api/journeys/{journeyId}</c>, with <c>If-Match</c>.</summary>
    [Function("DeleteJourney")]
    [Operation("Delete a journey")]
    [RequestHeader("If-Match", "The ETag that was read, or *.", Required = true, Example = "\"1\"")]
    [Answers(204, "It is deleted.")]
    [Problems("journey_not_found", "journey_changed")]
    public async Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/journeys/{journeyId}")] HttpRequest request,
        string journeyId,
        [DurableClient] DurableTaskClient durable,
        CancellationToken cancellation)
    {
        await catalog.DeleteAsync(journeyId, EntityTags.IfMatch(request), cancellation);
        try
        {
            await CleanUpJourney.StartAsync(durable, journeyId, CancellationToken.None);
        }
        catch (Exception e)
        {
            // The journey is gone and its mark is kept, so this is no failure of the request: the timer finds the mark within a minute.
            JourneyLog.CleanUpLater(logger, e, journeyId);
        }

        return TypedResults.NoContent();
    }

    /// <summary><c>GET /api/journeys?search=&amp;top=&amp;continuation=</c>.</summary>
    [Function("ListJourneys")]
    [Operation("List journeys", Description = "Newest first.")]
    [QueryParameter("search", "A part of the display name, compared ignoring case; all journeys without it.", MaxLength = JourneyCatalog.MaxSearch)]
    [QueryParameter("top", "The most journeys on the page; 50 without it.", Maximum = JourneyCatalog.MaxPage)]
    [QueryParameter("continuation", "The continuation of the page before.")]
    [Answers(200, "JourneyList", "A page of journeys.")]
    [Problems("search_too_long")]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/journeys")] HttpRequest request, CancellationToken cancellation)
    {
        var page = await catalog.ListAsync(
            Query.Text(request, "search"), Query.Number(request, "top"), Query.Text(request, "continuation"), cancellation);
        return new JourneyListAnswer(page);
    }

    private static Task<ReadOnlyMemory<byte>> ReadOptionsAsync(HttpRequest request, CancellationToken cancellation) =>
        RequestBody.ReadAsync(request, MaxOptions, RequestBody.JsonOnly, cancellation);
}
