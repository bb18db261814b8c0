using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LocalSdk.Runtime.Tests.Queues;

/// <summary>What queue functions of a test received.</summary>
public sealed class Received
{
    public ConcurrentQueue<(string Message, long Attempt)> All { get; } = new();
}

public sealed class QueueFunctions(Received received)
{
    [Function("OnMessage")]
    public async Task OnMessage([QueueTrigger("%Queue%")] string message, long dequeueCount)
    {
        await Task.Yield();
        received.All.Enqueue((message, dequeueCount));
        if (message.StartsWith("poison", StringComparison.Ordinal) || (message.StartsWith("once", StringComparison.Ordinal) && dequeueCount == 1))
        {
            throw new InvalidOperationException("refused");
        }
    }
}

public sealed class SendingFunctions
{
    [Function("Send")]
    public static Answer Send([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "send/{text}")] HttpRequest request, string text) =>
        new(Results.Text("sent by " + request.Method), [text, text + " again"]);

    public sealed record Answer([property: HttpResult] IResult Response, [property: QueueOutput("%Queue%")] string[] Messages);
}
