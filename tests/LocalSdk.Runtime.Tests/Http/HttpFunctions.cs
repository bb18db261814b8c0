using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace LocalSdk.Runtime.Tests.Http;

public sealed class HttpFunctions(Signals signals)
{
    public sealed record Thing(string Name);

    [Function("GetById")]
    public static IResult GetById([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/{n:int}")] HttpRequest request, int n) =>
        Results.Text($"{request.Method} number {n}");

    [Function("GetByName")]
    public static IResult GetByName([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "names/{name}")] HttpRequest request, string name, string? suffix) =>
        Results.Text($"{request.Method} name {name}{suffix}");

    [Function("GetByGuid")]
    public static Task<IResult> GetByGuid([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "guids/{id:guid}")] HttpRequest request, Guid id) =>
        Task.FromResult(Results.Text($"{request.Method} guid {id:N}"));

    [Function("Post")]
    public static IActionResult Post([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "things")] HttpRequest request) =>
        new CreatedResult($"{request.Path}/1", new Thing("one"));

    [Function("Poco")]
    public static Thing Poco([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "poco")] HttpRequest request) => new(request.Method);

    [Function("Throws")]
    public static IResult Throws([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "throws")] HttpRequest request) =>
        throw new InvalidOperationException("secret of " + request.Path);

    [Function("Upload")]
    public async Task<IResult> Upload([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "upload")] HttpRequest request, CancellationToken cancellation)
    {
        signals.Entered.TrySetResult();
        using MemoryStream all = new();
        await request.Body.CopyToAsync(all, cancellation);
        return Results.Text($"{all.Length}");
    }

    [Function("Waits")]
    public async Task<IResult> Waits([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "waits")] HttpRequest request, CancellationToken cancellation)
    {
        signals.Entered.TrySetResult();
        await using CancellationTokenRegistration registration = cancellation.Register(() => signals.Cancelled.TrySetResult());
        await Task.WhenAny(signals.Released.Task, signals.Cancelled.Task);
        signals.Left.TrySetResult();
        return Results.Text("waited for " + request.Path);
    }

    [Function("Context")]
    public static IResult Context([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "context")] HttpRequest request, FunctionContext context) =>
        Results.Text($"{context.FunctionDefinition.Name} {ReferenceEquals(context.GetHttpContext(), request.HttpContext)} {context.FunctionDefinition.InputBindings.Values.Single().Type}");
}

/// <summary>Takes every GET that nothing else takes.</summary>
public static class CatchAllFunctions
{
    [Function("CatchAll")]
    public static IResult CatchAll([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "{*path}")] HttpRequest request, string? path) =>
        Results.Text($"{request.Method} caught '{path}'");
}

public static class KeyFunctions
{
    [Function("NeedsKey")]
    public static IResult NeedsKey([HttpTrigger(AuthorizationLevel.Function, "get", Route = "key")] HttpRequest request) => Results.Text(request.Method);

    [Function("NeedsMaster")]
    public static IResult NeedsMaster([HttpTrigger(AuthorizationLevel.Admin, "get", Route = "master")] HttpRequest request) => Results.Text(request.Method);
}

/// <summary>What a function tells its test, and the reverse.</summary>
public sealed class Signals
{
    public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Left { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
