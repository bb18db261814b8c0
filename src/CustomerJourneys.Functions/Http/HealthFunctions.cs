using CustomerJourneys.Journeys;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CustomerJourneys.Functions.Http;

/// <summary>Tells whether the service can work.</summary>
public sealed class HealthFunctions(IJourneyStore journeys)
{
    /// <summary><c>GET /api/health</c>: 200 when storage answers, else the 503 problem that any other request would get.</summary>
    [Function("GetHealth")]
    [Operation("Ask for the health", Description = "Reads from storage, so that it tells whether the service can work.")]
    [Answers(200, typeof(HealthAnswer), "Storage answers.")]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/health")] HttpRequest request, CancellationToken cancellation)
    {
        _ = request;
        // The smallest real request: one row by its key, which is not there.
        await journeys.FindAsync("00000000000000000000000000000000", cancellation);
        return Answer.Ok(new HealthAnswer("healthy"));
    }
}

/// <summary>The health of the service.</summary>
/// <param name="Status">Always <c>healthy</c>: a service that cannot work answers 503.</param>
internal sealed record HealthAnswer(string Status);
