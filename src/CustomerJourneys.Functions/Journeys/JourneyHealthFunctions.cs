using CustomerJourneys.Functions.Http;
using CustomerJourneys.Journeys.Health;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CustomerJourneys.Functions.Journeys;

/// <summary>Tells which conditions of a journey never matched anything.</summary>
public sealed class JourneyHealthFunctions(JourneyHealthCheck check)
{
    /// <summary><c>GET /api/journeys/{journeyId}/health</c>.</summary>
    [Function("GetJourneyHealth")]
    [Operation("Check the conditions of a journey", Description = "Tells which conditions never matched anything that was logged, and why. It looks through everything acknowledged before the request.")]
    [Answers(200, typeof(JourneyHealth), "The conditions and exclusions, stage by stage.")]
    [Problems("journey_not_found", "erasure_key_missing", "erasure_key_differs")]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/journeys/{journeyId}/health")] HttpRequest request,
        string journeyId,
        CancellationToken cancellation)
    {
        // Nobody waits for the findings once the client has gone.
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(cancellation, request.HttpContext.RequestAborted);
        return Answer.Ok(await check.CheckAsync(journeyId, gone.Token));
    }
}
