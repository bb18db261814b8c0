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
    public async Task<IResult> CountAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/journeys/preview")] HttpRequest request, CancellationToken cancellation)
    {
        var body = await RequestBody.ReadAsync(request, JourneyFile.MaxBytes, RequestBody.JsonOnly, cancellation);
        return Answer.Ok(PreviewAnswer.Of(await previews.CountAsync(body, cancellation)));
    }
}

/// <summary>A preview as an answer: the figures of a result, without its id and state.</summary>
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
