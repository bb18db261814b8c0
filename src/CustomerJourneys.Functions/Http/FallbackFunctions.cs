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
        <p>The service is running. Its API is under <a href="/api/journeys">/api</a>; <a href="/api/health">/api/health</a> tells whether storage answers.</p>
        </body>
        </html>
        """;
}
