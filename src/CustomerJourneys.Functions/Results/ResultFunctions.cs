using CustomerJourneys.Functions.Http;
using CustomerJourneys.Functions.Recalculation;
using CustomerJourneys.Journeys;
using CustomerJourneys.Problems;
using CustomerJourneys.Results;
using CustomerJourneys.Results.Lists;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace CustomerJourneys.Functions.Results;

/// <summary>Shows what was calculated.</summary>
public sealed class ResultFunctions(JourneyCatalog catalog, JourneyResults results, StageContactList lists)
{
    /// <summary><c>GET /api/journeys/{journeyId}/results?at={resultId}</c>.</summary>
    [Function("GetResults")]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/journeys/{journeyId}/results")] HttpRequest request,
        string journeyId,
        [DurableClient] DurableTaskClient durable,
        CancellationToken cancellation)
    {
        var view = await results.ReadAsync(journeyId, Query.Text(request, "at"), cancellation);
        var progress = view.State == ResultState.Calculating
            ? await RecalculationProgressReader.ReadAsync(durable, view.RecalculationId, cancellation)
            : null;
        return Answer.Ok(ResultsAnswer.Of(view, progress));
    }

    /// <summary><c>GET /api/journeys/{journeyId}/stages/{stageId}/contacts?list=converted|droppedOff&amp;search=&amp;top=&amp;continuation=</c>.</summary>
    [Function("ListStageContacts")]
    public async Task<IResult> ListContactsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/journeys/{journeyId}/stages/{stageId}/contacts")] HttpRequest request,
        string journeyId,
        string stageId,
        CancellationToken cancellation)
    {
        await catalog.FindAsync(journeyId, cancellation);
        var query = new StageListQuery(journeyId, stageId, ReadList(request), Query.Text(request, "search"));
        return Answer.Ok(await lists.ReadPageAsync(query, Query.Number(request, "top"), Query.Text(request, "continuation"), cancellation));
    }

    private static StageList ReadList(HttpRequest request) => Query.Text(request, "list") switch
    {
        null or "converted" => StageList.Converted,
        "droppedOff" => StageList.DroppedOff,
        _ => throw ProblemException.Invalid("list", "list_unknown", "'list' must be converted or droppedOff."),
    };
}
