using System.Text.Json;
using CustomerJourneys.Functions.Http;
using CustomerJourneys.Recalculation;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace CustomerJourneys.Functions.Recalculation;

/// <summary>Starts, shows and cancels recalculations.</summary>
public sealed class RecalculationFunctions(RecalculationRequests requests)
{
    private const int MaxBody = 1024 * 1024;

    /// <summary><c>POST /api/recalculations</c>: <c>{"journeys":["…"]}</c>; without a body, or without journeys, all of them.</summary>
    [Function("RecalculateMany")]
    [Operation("Recalculate many journeys", Description = "One run over one state of the data; without a body, or without journeys, all of them.")]
    [TakesBody("RecalculationRequest", Optional = true)]
    [Answers(202, typeof(RecalculationAnswer), "The recalculation.", Headers = ["Location"])]
    [Problems("array_expected", "journey_unknown", "journeys_missing", "recalculation_too_many_journeys")]
    public async Task<IResult> RecalculateManyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/recalculations")] HttpRequest request,
        [DurableClient] DurableTaskClient durable,
        CancellationToken cancellation)
    {
        var journeys = RecalculationJson.Read(await RequestBody.ReadAsync(request, MaxBody, RequestBody.JsonOnly, cancellation));
        var run = await requests.RequestListedAsync(journeys, new DurableRecalculationStarter(durable), cancellation);
        return Answer.Accepted(request, $"/api/recalculations/{run.Id}", RecalculationAnswer.Of(run, null));
    }

    /// <summary><c>POST /api/journeys/{journeyId}/recalculate</c>.</summary>
    [Function("RecalculateJourney")]
    [Operation("Recalculate a journey", Description = "Joins a recalculation of the journey that has not begun to plan, so several requests may get the same one; if one has, exactly one follows it.")]
    [Answers(202, typeof(RecalculationAnswer), "The recalculation that will count everything acknowledged before this request.", Headers = ["Location"])]
    [Problems("journey_not_found")]
    public async Task<IResult> RecalculateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/journeys/{journeyId}/recalculate")] HttpRequest request,
        string journeyId,
        [DurableClient] DurableTaskClient durable,
        CancellationToken cancellation)
    {
        var run = await requests.RequestAsync(journeyId, new DurableRecalculationStarter(durable), cancellation);
        return Answer.Accepted(request, $"/api/recalculations/{run.Id}", RecalculationAnswer.Of(run, null));
    }

    /// <summary><c>GET /api/recalculations/{recalculationId}</c>.</summary>
    [Function("GetRecalculation")]
    [Operation("Read a recalculation")]
    [Answers(200, typeof(RecalculationAnswer), "The recalculation as it is now.")]
    [Problems("recalculation_not_found")]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/recalculations/{recalculationId}")] HttpRequest request,
        string recalculationId,
        [DurableClient] DurableTaskClient durable,
        CancellationToken cancellation)
    {
        _ = request;
        var run = await requests.FindAsync(recalculationId, cancellation);
        // Before it is planned, and once it has published, nobody else knows more.
        var progress = run is { Partitions: null, Status: not RecalculationStatus.Pending }
            ? await RecalculationProgressReader.ReadAsync(durable, recalculationId, cancellation)
            : null;
        return Answer.Ok(RecalculationAnswer.Of(run, progress));
    }

    /// <summary><c>DELETE /api/recalculations/{recalculationId}</c>: stops it; its journeys keep the results they had.</summary>
    [Function("CancelRecalculation")]
    [Operation("Cancel a recalculation", Description = "Its journeys keep the results they had. Cancelling one that has ended changes nothing.")]
    [Answers(200, typeof(RecalculationAnswer), "The recalculation.")]
    [Problems("recalculation_not_found")]
    public async Task<IResult> CancelAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/recalculations/{recalculationId}")] HttpRequest request,
        string recalculationId,
        [DurableClient] DurableTaskClient durable,
        CancellationToken cancellation)
    {
        _ = request;
        var run = await requests.CancelAsync(recalculationId, cancellation);
        return Answer.Ok(RecalculationAnswer.Of(run, await RecalculationProgressReader.ReadAsync(durable, recalculationId, cancellation)));
    }
}

/// <summary>A run that evaluates journeys over one state of the data.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Status">How far it is.</param>
/// <param name="Reason">Why it runs.</param>
/// <param name="Progress">How many partitions are evaluated.</param>
/// <param name="Journeys">The ids of the journeys it was requested for.</param>
/// <param name="RequestedAt">When it was requested.</param>
/// <param name="StartedAt">When it began to plan; <see langword="null"/> before.</param>
/// <param name="FinishedAt">When it ended, in whichever way.</param>
/// <param name="DataAsOf">Everything acknowledged before this time is counted; <see langword="null"/> until it is known.</param>
/// <param name="Error">Why it failed, for people.</param>
internal sealed record RecalculationAnswer(
    string Id,
    RecalculationStatus Status,
    RecalculationReason Reason,
    RecalculationProgress Progress,
    IReadOnlyList<string> Journeys,
    DateTimeOffset RequestedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    DateTimeOffset? DataAsOf,
    string? Error)
{
    public static RecalculationAnswer Of(RecalculationRun run, RecalculationProgress? progress) => new(
        run.Id,
        run.Status,
        run.Reason,
        // The history that knows how far a run came is deleted after a while.
        run.Partitions is { } partitions ? new RecalculationProgress(partitions, partitions) : progress ?? new RecalculationProgress(0, 0),
        run.JourneyIds,
        run.RequestedAt,
        run.StartedAt,
        run.FinishedAt,
        run.DataAsOf,
        run.Error);
}

/// <summary>Reads how far an orchestration is from its custom status.</summary>
internal static class RecalculationProgressReader
{
    public static async Task<RecalculationProgress?> ReadAsync(DurableTaskClient durable, string recalculationId, CancellationToken cancellation)
    {
        var instance = await durable.GetInstanceAsync(recalculationId, getInputsAndOutputs: true, cancellation);
        // Without a custom status the text is 'null'.
        return instance?.SerializedCustomStatus is { Length: > 0 } status ? JsonSerializer.Deserialize<RecalculationProgress>(status) : null;
    }
}
