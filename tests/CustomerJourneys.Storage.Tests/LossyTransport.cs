using Azure.Core;
using Azure.Core.Pipeline;

namespace CustomerJourneys.Storage.Tests;

/// <summary>A network that carries every request, and loses the answer of the chosen ones.</summary>
internal sealed class LossyTransport(Func<Request, bool> losesAnswerOf) : HttpPipelineTransport
{
    private readonly HttpClientTransport _inner = HttpClientTransport.Shared;

    public int Lost { get; private set; }

    public override Request CreateRequest() => _inner.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException();

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        await _inner.ProcessAsync(message);
        if (!losesAnswerOf(message.Request))
            return;
        Lost++;
        throw new IOException("The answer was lost.");
    }
}
