using CustomerJourneys.Activities;
using CustomerJourneys.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CustomerJourneys.Functions.Activities;

/// <summary>Takes what contacts did.</summary>
public sealed class ActivityFunctions(ActivityIngestion ingestion, BodyBudget budget)
{
    /// <summary><c>POST /api/activities</c>: a batch as JSON or NDJSON; answers once it is durable.</summary>
    [Function("AddActivities")]
    [Operation("Send activities", Description = "All of a batch is durable when the answer comes, or nothing of it is stored. The same id of the same contact counts once, so after a time-out just send again.")]
    [RequestHeader("Idempotency-Key", "For activities without ids: the ids are then the key and the index, so that the same request may be sent again.", Example = "batch-17")]
    [TakesBody("ActivityBatch")]
    [TakesBody(TakesBodyAttribute.Ndjson, "Activity", Description = "One activity a line; blank lines are passed over.")]
    [Answers(200, typeof(ActivitiesAnswer), "All of them are durable.")]
    [Problems("array_expected", "duplicate_member", "shutting_down", "too_busy")]
    [ProblemsOf("Activities")]
    public async Task<IResult> AddAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/activities")] HttpRequest request, CancellationToken cancellation)
    {
        using var room = await budget.TakeAsync(request, RequestBody.MaxBatchBytes, cancellation);
        var body = await RequestBody.ReadAsync(request, RequestBody.MaxBatchBytes, RequestBody.JsonOrNdjson, cancellation);
        var key = request.Headers["Idempotency-Key"].FirstOrDefault();
        var counts = await ingestion.AddAsync(body, RequestBody.IsNdjson(request), key, cancellation);
        return Answer.Ok(new ActivitiesAnswer(counts.Accepted, counts.Duplicates));
    }
}

/// <summary>What became of a batch.</summary>
/// <param name="Accepted">How many are new.</param>
/// <param name="Duplicates">How many repeat one of the same request or of a recent one.</param>
internal sealed record ActivitiesAnswer(long Accepted, long Duplicates);
