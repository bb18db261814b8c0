using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerJourneys.Functions.Http.OpenApi;

/// <summary>Describes the API: for programs, and as a page for people.</summary>
public static class OpenApiFunctions
{
    /// <summary><c>GET /api/openapi.json</c>.</summary>
    [Function("GetOpenApi")]
    [Operation("Describe the API", Description = "This document: OpenAPI 3.1, made from the code.", UsesStorage = false)]
    [Answers(200, "The description of every operation.", ContentType = "application/json")]
    public static IResult GetDocument(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/openapi.json")] HttpRequest request, FunctionContext context)
    {
        _ = request;
        return TypedResults.Bytes(context.InstanceServices.GetRequiredService<ApiDescription>().Utf8, "application/json; charset=utf-8");
    }

    /// <summary><c>GET /api/docs</c>.</summary>
    [Function("GetApiPage")]
    [Operation("Browse the API", Description = "A page that shows this document, and sends requests.", UsesStorage = false)]
    [Answers(200, "The page.", ContentType = "text/html", Headers = ["Content-Security-Policy"])]
    public static IResult GetPage(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/docs")] HttpRequest request, FunctionContext context)
    {
        var page = context.InstanceServices.GetRequiredService<ApiPage>();
        request.HttpContext.Response.Headers.ContentSecurityPolicy = page.ContentSecurityPolicy;
        return TypedResults.Content(page.Html, "text/html; charset=utf-8");
    }
}
