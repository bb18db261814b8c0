using CustomerJourneys.Journeys;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CustomerJourneys.Functions.Http;

/// <summary>Tells whether the service can work.</summary>
public sealed class HealthFunctions(IJourneyStore journeys)
{
    /// <summary><c>GET /api/health</c>: 200 when storage answers, else the 503 problem that any other request would get.</summary>
    [Function("GetHealth")]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/health")] HttpRequest request, CancellationToken cancellation)
    {
        _ = request;
        // The smallest real request: one row by its key, which is not there.
        await journeys.FindAsync("00000000000000000000000000000000", cancellation);
        return Answer.Ok(new { Status = "healthy" });
    }
}
