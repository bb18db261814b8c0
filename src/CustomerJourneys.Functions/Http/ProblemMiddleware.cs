using CustomerJourneys.Problems;
using CustomerJourneys.Storage.Clients;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace CustomerJourneys.Functions.Http;

/// <summary>The one place where exceptions become HTTP: problem details by RFC 9457, with a stable code and a trace id.</summary>
internal sealed class ProblemMiddleware(ILogger<ProblemMiddleware> logger) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        try
        {
            await next(context);
        }
        catch (Exception thrown)
        {
            var exception = thrown is AggregateException { InnerExceptions.Count: 1 } aggregate ? aggregate.InnerExceptions[0] : thrown;
            if (exception is OperationCanceledException && http.RequestAborted.IsCancellationRequested)
                return;
            var problem = Describe(exception, context, http);
            if (http.Response.HasStarted)
            {
                // The status is out: only a broken connection can tell that the body is not whole.
                http.Abort();
                return;
            }

            http.Response.Clear();
            await problem.ExecuteAsync(http);
        }
    }

    private ProblemResult Describe(Exception exception, FunctionContext context, HttpContext http)
    {
        var traceId = context.InvocationId;
        switch (exception)
        {
            case ProblemException problem:
                return new ProblemResult(problem, traceId);
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return new ProblemResult(
                    new ProblemException(ProblemKind.TooLarge, "body_too_large", $"A body has at most {RequestBody.MaxBytes} bytes."), traceId);
            case BadHttpRequestException:
                return new ProblemResult(
                    new ProblemException(ProblemKind.Invalid, "request_malformed", "The request is not well-formed HTTP, or its body ended early."), traceId);
        }

        if (StorageFaults.IsUnavailable(exception, http.RequestAborted))
        {
            HttpLog.StorageUnavailable(logger, exception, traceId);
            return new ProblemResult(
                new ProblemException(ProblemKind.Unavailable, "storage_unavailable", "The storage does not answer at present. Please try again in a few seconds."),
                traceId);
        }

        HttpLog.Unhandled(logger, exception, traceId);
        return ProblemResult.Internal(traceId);
    }
}
