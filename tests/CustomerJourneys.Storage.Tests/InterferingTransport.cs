using Azure.Core;
using Azure.Core.Pipeline;

namespace CustomerJourneys.Storage.Tests;

/// <summary>A network on which something else happens just before the chosen requests arrive.</summary>
internal sealed class InterferingTransport(Func<Request, bool> chosen, Func<Task> interfere) : HttpPipelineTransport
{
    private readonly HttpClientTransport _inner = HttpClientTransport.Shared;

    public override Request CreateRequest() => _inner.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException();

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        if (chosen(message.Request) && !message.Request.Uri.Path.EndsWith("/Tables", StringComparison.Ordinal))
            await interfere();
        await _inner.ProcessAsync(message);
    }
}
