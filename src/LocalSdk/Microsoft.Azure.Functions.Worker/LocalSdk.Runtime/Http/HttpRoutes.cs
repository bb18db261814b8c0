using LocalSdk.Runtime.Functions;
using LocalSdk.Runtime.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;

namespace LocalSdk.Runtime.Http;

/// <summary>Puts HTTP functions under their routes, with the real host's answers to what no route takes.</summary>
internal static class HttpRoutes
{
    /// <summary>The largest body that the host lets in.</summary>
    private const long MaxBody = 104_857_600;

    /// <summary>The methods that the host routes for a function that names none.</summary>
    private static readonly string[] AllMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];

    /// <summary>The route of a function below the address, without a leading slash.</summary>
    public static string RouteOf(FunctionDescriptor function, HostFile host)
    {
        string route = ((HttpTriggerAttribute)function.Trigger).Route ?? function.Name;
        return $"{host.RoutePrefix.Trim('/')}/{route.TrimStart('/')}".TrimStart('/');
    }

    /// <summary>Serves the HTTP functions.</summary>
    /// <param name="app">The server's pipeline.</param>
    /// <param name="functions">All functions; those without an HTTP trigger are left out.</param>
    /// <param name="invocation">Runs one.</param>
    /// <param name="host">Has the route prefix.</param>
    /// <param name="homepage">Whether the host greets at <c>/</c>.</param>
    public static void Map(WebApplication app, IReadOnlyList<FunctionDescriptor> functions, HttpInvocation invocation, HostFile host, bool homepage)
    {
        app.Use(LimitBody);
        app.Use((context, next) => IsTheHosts(context.Request.Path, homepage) ? AnswerAsHost(context) : next(context));
        app.UseRouting();
        app.Use((context, next) =>
        {
            // Routing's own "405 Method Not Allowed" is no function of ours either.
            if (context.GetEndpoint()?.Metadata.GetMetadata<FunctionDescriptor>() is not null)
            {
                return next(context);
            }

            context.SetEndpoint(null);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        foreach (FunctionDescriptor function in functions)
        {
            if (function.Trigger is HttpTriggerAttribute trigger)
            {
                app.MapMethods(
                        RoutePatternFactory.Parse(RouteOf(function, host)).RawText!,
                        trigger.Methods is { Length: > 0 } methods ? methods : AllMethods,
                        (RequestDelegate)(context => invocation.HandleAsync(function, trigger, context)))
                    .WithMetadata(function);
            }
        }
    }

    private static bool IsTheHosts(PathString path, bool homepage) =>
        path.StartsWithSegments("/admin") || path.StartsWithSegments("/runtime") || (homepage && path == "/");

    private static Task AnswerAsHost(HttpContext context)
    {
        if (context.Request.Path == "/")
        {
            return context.Response.WriteAsync("Your Functions app is up and running. Set AzureWebJobsDisableHomepage to true to serve this path yourself.");
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static Task LimitBody(HttpContext context, RequestDelegate next)
    {
        if (context.Request.ContentLength > MaxBody)
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            context.Response.ContentLength = 0;
            context.Response.Headers.Connection = "close";
            return Task.CompletedTask;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit && !(limit.MaxRequestBodySize <= MaxBody))
        {
            limit.MaxRequestBodySize = MaxBody;
        }

        return next(context);
    }
}
