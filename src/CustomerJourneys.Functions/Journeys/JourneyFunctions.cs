using CustomerJourneys.Functions.Http;
using CustomerJourneys.Functions.Recalculation;
using CustomerJourneys.Journeys;
using CustomerJourneys.Recalculation;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace CustomerJourneys.Functions.Journeys;

/// <summary>Creates, reads, changes, deletes and lists journeys. Saving one starts its calculation.</summary>
public sealed class JourneyFunctions(JourneyCatalog catalog, RecalculationRequests requests, ILogger<JourneyFunctions> logger)
{
    /// <summary><c>POST /api/journeys</c>.</summary>
    [Function("CreateJourney")]
    public async Task<IResult> CreateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/journeys")] HttpRequest request,
        [DurableClient] DurableTaskClient durable,
        CancellationToken cancellation)
    {
        var body = await ReadDefinitionAsync(request, cancellation);
        var journey = await catalog.CreateAsync(body, cancellation);
        await StartAsync(journey, durable);
        request.HttpContext.Response.Headers.Location = $"/api/journeys/{journey.Id}";
        return new JourneyResultAnswer(journey, StatusCodes.Status201Created);
    }

    /// <summary><c>GET /api/journeys/{journeyId}</c>.</summary>
    [Function("GetJourney")]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/journeys/{journeyId}")] HttpRequest request,
        string journeyId,
        CancellationToken cancellation)
    {
        _ = request;
        return new JourneyResultAnswer(await catalog.FindAsync(journeyId, cancellation), StatusCodes.Status200OK);
    }

    /// <summary><c>PUT /api/journeys/{journeyId}</c>, with <c>If-Match</c>.</summary>
    [Function("ReplaceJourney")]
    public async Task<IResult> ReplaceAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/journeys/{journeyId}")] HttpRequest request,
        string journeyId,
        [DurableClient] DurableTaskClient durable,
        CancellationToken cancellation)
    {
        var isExpected = EntityTags.IfMatch(request);
        var body = await ReadDefinitionAsync(request, cancellation);
        var journey = await catalog.ReplaceAsync(journeyId, isExpected, body, cancellation);
        await StartAsync(journey, durable);
        return new JourneyResultAnswer(journey, StatusCodes.Status200OK);
    }

    /// <summary><c>DELETE /api/journeys/{journeyId}</c>, with <c>If-Match</c>.</summary>
    [Function("DeleteJourney")]
    public async Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/journeys/{journeyId}")] HttpRequest request,
        string journeyId,
        CancellationToken cancellation)
    {
        await catalog.DeleteAsync(journeyId, EntityTags.IfMatch(request), cancellation);
        return TypedResults.NoContent();
    }

    /// <summary><c>GET /api/journeys?search=&amp;top=&amp;continuation=</c>.</summary>
    [Function("ListJourneys")]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/journeys")] HttpRequest request, CancellationToken cancellation)
    {
        var page = await catalog.ListAsync(
            Query.Text(request, "search"), Query.Number(request, "top"), Query.Text(request, "continuation"), cancellation);
        return new JourneyListAnswer(page);
    }

    private static Task<ReadOnlyMemory<byte>> ReadDefinitionAsync(HttpRequest request, CancellationToken cancellation) =>
        RequestBody.ReadAsync(request, JourneyJson.MaxBytes, RequestBody.JsonOnly, cancellation);

    // The journey is saved and names its run, so a failure here is no failure of the request: the timer starts the run within a minute.
    // For the same reason a client that goes away does not stop it.
    private async Task StartAsync(StoredJourney journey, DurableTaskClient durable)
    {
        try
        {
            await requests.StartSavedAsync(journey, new DurableRecalculationStarter(durable), CancellationToken.None);
        }
        catch (Exception e)
        {
            JourneyLog.StartLater(logger, e, journey.Id, journey.RecalculationId);
        }
    }
}
