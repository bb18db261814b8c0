using System.Reflection;
using LocalSdk.Runtime.Functions;
using LocalSdk.Runtime.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace LocalSdk.Runtime.Http;

/// <summary>Runs an HTTP function for a request, with the real host's answers where the function gives none.</summary>
internal sealed class HttpInvocation(FunctionInvoker invoker, FunctionKeys keys, ILogger logger)
{
    // The name that the ASP.NET Core integration looks for.
    private const string HttpContextKey = "HttpRequestContext";

    /// <summary>The request behind an invocation.</summary>
    public static HttpRequest RequestOf(FunctionContext context) => ((HttpContext)context.Items[HttpContextKey]).Request;

    /// <summary>Answers a request.</summary>
    public async Task HandleAsync(FunctionDescriptor function, HttpTriggerAttribute trigger, HttpContext http)
    {
        if (!keys.Admit(trigger.AuthLevel, http.Request))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        try
        {
            object? result = await invoker.InvokeAsync(function, new(http.Request, BindingData(http), http.RequestAborted)
            {
                Items = new Dictionary<object, object> { [HttpContextKey] = http },
            });
            await ExecuteAsync(result, http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            FunctionLog.Aborted(logger, function.Name);
        }
        catch (Exception error)
        {
            FunctionLog.Failed(logger, function.Name, error);
            if (http.Response.HasStarted)
            {
                http.Abort(); // The client must not take half an answer for a whole one.
                return;
            }

            http.Response.Clear();
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    // The response is written after the middleware is through, as in the real worker. What is neither kind of result writes nothing.
    private static Task ExecuteAsync(object? result, HttpContext http) => (MarkedResult(result) ?? result) switch
    {
        IResult one => one.ExecuteAsync(http),
        IActionResult one => one.ExecuteResultAsync(new(http, http.GetRouteData(), new ActionDescriptor())),
        _ => Task.CompletedTask,
    };

    private static object? MarkedResult(object? result) => result?.GetType().GetProperties()
        .FirstOrDefault(property => property.IsDefined(typeof(HttpResultAttribute)))?.GetValue(result);

    private static Dictionary<string, object?> BindingData(HttpContext http)
    {
        Dictionary<string, object?> data = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in http.Request.Query)
        {
            data[name] = values.ToString();
        }

        foreach ((string name, object? value) in http.Request.RouteValues)
        {
            data[name] = value;
        }

        return data;
    }
}
