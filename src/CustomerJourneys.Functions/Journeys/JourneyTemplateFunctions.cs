using CustomerJourneys.Functions.Http;
using CustomerJourneys.Journeys.Templates;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CustomerJourneys.Functions.Journeys;

/// <summary>Shows the templates that journeys can be made from.</summary>
public static class JourneyTemplateFunctions
{
    /// <summary><c>GET /api/journey-templates</c>.</summary>
    [Function("ListJourneyTemplates")]
    [Operation("List the journey templates", UsesStorage = false)]
    [Answers(200, "JourneyTemplateList", "The templates.")]
    public static IResult List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/journey-templates")] HttpRequest request)
    {
        _ = request;
        return new JourneyTemplatesAnswer(JourneyTemplates.All);
    }
}
