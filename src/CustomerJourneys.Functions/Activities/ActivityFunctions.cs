using CustomerJourneys.Activities;
using CustomerJourneys.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CustomerJourneys.Functions.Activities;

/// <summary>Takes what contacts did.</summary>
public sealed class ActivityFunctions(ActivityIngestion ingestion)
{
    /// <summary><c>POST /api/activities</c>: a batch as JSON or NDJSON; answers once it is durable.</summary>
    [Function("AddActivities")]
    public async Task<IResult> AddAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/activities")] HttpRequest request, CancellationToken cancellation)
    {
        var body = await RequestBody.ReadAsync(request, RequestBody.MaxBatchBytes, RequestBody.JsonOrNdjson, cancellation);
        var key = request.Headers["Idempotency-Key"].FirstOrDefault();
        var counts = await ingestion.AddAsync(body, RequestBody.IsNdjson(request), key, cancellation);
        return Answer.Ok(new { counts.Accepted, counts.Duplicates });
    }
}
