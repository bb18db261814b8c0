using CustomerJourneys.Functions.Http;
using CustomerJourneys.Insights.Explanations;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CustomerJourneys.Functions.Insights;

/// <summary>Tells why a contact is, or is not, in each stage of a journey.</summary>
public sealed class ExplanationFunctions(JourneyExplanations explanations)
{
    /// <summary><c>GET /api/journeys/{journeyId}/contacts/{contactId}</c>.</summary>
    [Function("ExplainContact")]
    [Operation("Explain a contact in a journey", Description = "Each stage with its conditions, by which activities they were met, or what is missing. Of the journey as it is saved and all that was acknowledged before: what came since the last calculation shows here first.")]
    [Answers(200, typeof(ContactExplanationAnswer), "The explanation.")]
    [Problems("journey_not_found", "contact_not_found")]
    public async Task<IResult> ExplainAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/journeys/{journeyId}/contacts/{contactId}")] HttpRequest request,
        string journeyId,
        string contactId,
        CancellationToken cancellation)
    {
        _ = request;
        return Answer.Ok(ContactExplanationAnswer.Of(contactId, await explanations.ExplainAsync(journeyId, contactId, cancellation)));
    }
}
