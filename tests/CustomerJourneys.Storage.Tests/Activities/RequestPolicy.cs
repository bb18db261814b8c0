using Azure.Core;
using Azure.Core.Pipeline;

namespace CustomerJourneys.Storage.Tests.Activities;

/// <summary>Watches the requests of a client, and lets a test fail them before they are sent or after they took effect.</summary>
internal sealed class RequestPolicy : HttpPipelinePolicy
{
    private readonly List<string> _sent = [];

    /// <summary>Runs before a request is sent; what it throws is the request's failure.</summary>
    public Func<Request, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>Runs when the answer is there; what it throws replaces the answer.</summary>
    public Func<HttpMessage, Task> After { get; set; } = _ => Task.CompletedTask;

    /// <summary>Method and path of every request.</summary>
    public IReadOnlyList<string> Sent
    {
        get
        {
            lock (_sent)
                return [.. _sent];
        }
    }

    public int Appends => Sent.Count(request => request.EndsWith("comp=appendblock", StringComparison.Ordinal));

    public static bool IsAppend(Request request) => request.Uri.Query.Contains("comp=appendblock", StringComparison.Ordinal);

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        lock (_sent)
            _sent.Add($"{message.Request.Method} {message.Request.Uri.Path}{message.Request.Uri.Query}");
        await Before(message.Request);
        await ProcessNextAsync(message, pipeline);
        await After(message);
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("Storage is asked asynchronously.");
}
