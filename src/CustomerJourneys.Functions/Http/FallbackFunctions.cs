using CustomerJourneys.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerJourneys.Functions.Http;

/// <summary>Answers what no other function does.</summary>
public static class FallbackFunctions
{
    /// <summary>Any other request under <c>/api</c>: 405 where only the method is wrong, else 404, both as problems.</summary>
    [Function("ApiFallback")]
    [NotDescribed("It answers what is not described.")]
    public static IResult AnswerApi(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", "put", "patch", "delete", "head", "options", Route = "api/{*path}")] HttpRequest request,
        FunctionContext context)
    {
        var methods = context.InstanceServices.GetRequiredService<RouteTable>().MethodsOf(request.Path);
        if (methods.Count == 0)
            throw ProblemException.NotFound("route_not_found", "There is nothing at this path.");
        request.HttpContext.Response.Headers.Allow = string.Join(", ", methods);
        return new ProblemResult(
            new ProblemException(ProblemKind.MethodNotAllowed, "method_not_allowed", $"This path takes {string.Join(", ", methods)}."), context.InvocationId);
    }

    /// <summary>The start page, and a 404 for any other path.</summary>
    [Function("WebFallback")]
    [NotDescribed("Pages are not of the API.")]
    public static IResult AnswerWeb([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "{*path}")] HttpRequest request) =>
        request.Path.Value is "/" or ""
            ? TypedResults.Content(StartPage, "text/html; charset=utf-8")
            : throw ProblemException.NotFound("page_not_found", "There is no page at this path.");

    private const string StartPage = """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>CustomerJourneys</title></head>
        <body>
        <h1>CustomerJourneys</h1>
        <p>The service is running. It shows how contacts move, stage by stage, from first touch to loyal customer.</p>
        <ol>
        <li>Send activities: <code>POST /api/activities</code>, or a whole file: <code>POST /api/imports?format=csv&amp;contactId=…&amp;type=…&amp;occurredAt=…</code></li>
        <li>Define a journey: <code>POST /api/journeys</code>. It is calculated by itself.</li>
        <li>Read what was found: <code>GET /api/journeys/{id}/results</code>, and who: <code>GET /api/journeys/{id}/stages/{stageId}/contacts</code></li>
        </ol>
        <p>See <a href="/api/journeys">the journeys</a>, <a href="/api/schedule">the schedule</a> and <a href="/api/health">the health</a> of this instance;
        <a href="/api/docs">the API's page</a> describes every route and can send requests; programs read <a href="/api/openapi.json">openapi.json</a>.</p>
        </body>
        </html>
        """;
}
