using CustomerJourneys.Functions.Http;
using CustomerJourneys.Journeys;
using CustomerJourneys.Results;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CustomerJourneys.Functions.Results;

/// <summary>Counts definitions that are not saved.</summary>
public sealed class PreviewFunctions(JourneyPreviews previews)
{
    /// <summary><c>POST /api/journeys/preview</c>: a definition in the body, its counts in the answer; nothing is stored.</summary>
    [Function("PreviewJourney")]
    [Operation("Count a definition without saving it", Description = "Over everything acknowledged before the request, exactly as saving it would count. Nothing is stored.")]
    [TakesBody("JourneyDefinition")]
    [TakesBody("JourneyFile")]
    [Answers(200, typeof(PreviewAnswer), "What the definition would give at present.")]
    [Problems("array_expected", "boolean_expected", "time_invalid", "activity_type_invalid", "erasure_key_missing", "erasure_key_differs")]
    [ProblemsOf("Journey definitions")]
    public async Task<IResult> CountAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/journeys/preview")] HttpRequest request, CancellationToken cancellation)
    {
        var body = await RequestBody.ReadAsync(request, JourneyFile.MaxBytes, RequestBody.JsonOnly, cancellation);
        // Nobody waits for the counts once the client has gone.
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(cancellation, request.HttpContext.RequestAborted);
        return Answer.Ok(PreviewAnswer.Of(await previews.CountAsync(body, gone.Token)));
    }
}

/// <summary>What a definition that was not saved would give at present: the figures of a result, without its id and state.</summary>
/// <param name="DataAsOf">Everything acknowledged before this time is counted.</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
/// <param name="ContactsTotal">Distinct contacts at the data-as-of.</param>
/// <param name="ActivitiesRead">Activities of the journey's types that were read.</param>
/// <param name="InexactContacts">Contacts that exceeded a search budget, so that they may stand at a stage that is not their best.</param>
/// <param name="Stages">The stages in order.</param>
internal sealed record PreviewAnswer(
    DateTimeOffset DataAsOf, long DurationMs, long ContactsTotal, long ActivitiesRead, long InexactContacts, IReadOnlyList<StageAnswer> Stages)
{
    public static PreviewAnswer Of(JourneyPreview preview) => new(
        preview.DataAsOf,
        preview.DurationMs,
        preview.ContactsTotal,
        preview.ActivitiesRead,
        preview.InexactContacts,
        [.. preview.Stages.Zip(StageRates.Of(preview.Stages, preview.ContactsTotal), StageAnswer.Of)]);
}
