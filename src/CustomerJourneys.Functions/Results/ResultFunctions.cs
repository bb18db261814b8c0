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
    [Operation("Read the results of a journey", Description = "A snapshot as of the last calculation. While the next one runs, the previous result stays readable.")]
    [QueryParameter("at", "The id of an earlier result; the current one without it.")]
    [QueryParameter("group", "Figures of the members of a contact group. There are no contact groups yet, so that it is refused.")]
    [Answers(200, typeof(ResultsAnswer), "The results; before the first ones the figures are null, and there are no stages.")]
    [Problems("journey_not_found", "result_not_found", "unknown_parameter")]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/journeys/{journeyId}/results")] HttpRequest request,
        string journeyId,
        [DurableClient] DurableTaskClient durable,
        CancellationToken cancellation)
    {
        // The figures of all contacts would pass for those of a group.
        if (Query.Text(request, "group") is not null)
            throw ProblemException.Invalid("group", "unknown_parameter", "Results of a contact group are not built yet.");
        var view = await results.ReadAsync(journeyId, Query.Text(request, "at"), cancellation);
        var progress = view.State == ResultState.Calculating
            ? await RecalculationProgressReader.ReadAsync(durable, view.RecalculationId, cancellation)
            : null;
        return Answer.Ok(ResultsAnswer.Of(view, progress));
    }

    /// <summary><c>GET /api/journeys/{journeyId}/stages/{stageId}/contacts?list=converted|droppedOff&amp;search=&amp;top=&amp;continuation=</c>.</summary>
    [Function("ListStageContacts")]
    [Operation("List the contacts of a stage", Description = "Of the current result, by reach time, then by contact id. The pages that follow are of the same result.")]
    [QueryParameter("list", "Those who reached the stage, or those of them who did not reach the next one; converted without it.", Choices = ["converted", "droppedOff"])]
    [QueryParameter("search", "A part of the contact id, compared ignoring case; all contacts without it.", MaxLength = StageContactList.MaxSearch)]
    [QueryParameter("top", "The most contacts on the page; 50 without it.", Maximum = StageContactList.MaxTop)]
    [QueryParameter("continuation", "The continuation of the page before.")]
    [Answers(200, typeof(StageContactPage), "A page of contacts.")]
    [Problems("journey_not_found", "stage_not_found", "list_unknown", "no_drop_off_at_last_stage", "search_too_long", "continuation_expired", "list_outdated")]
    public async Task<IResult> ListContactsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/journeys/{journeyId}/stages/{stageId}/contacts")] HttpRequest request,
        string journeyId,
        string stageId,
        CancellationToken cancellation)
    {
        await catalog.FindHeadAsync(journeyId, cancellation);
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
