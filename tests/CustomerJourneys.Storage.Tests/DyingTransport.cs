using Azure.Core;
using Azure.Core.Pipeline;

namespace CustomerJourneys.Storage.Tests;

/// <summary>A process that dies around a chosen request: just before it is sent, or as soon as it was carried out.</summary>
internal sealed class DyingTransport(Func<Request, bool> chosen, CancellationTokenSource death, bool afterwards) : HttpPipelineTransport
{
    private readonly HttpClientTransport _inner = HttpClientTransport.Shared;

    public override Request CreateRequest() => _inner.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException();

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        if (!chosen(message.Request))
        {
            await _inner.ProcessAsync(message);
            return;
        }

        if (afterwards)
            await _inner.ProcessAsync(message);
        await death.CancelAsync();
        death.Token.ThrowIfCancellationRequested();
    }
}
