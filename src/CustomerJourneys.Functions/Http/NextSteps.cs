using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CustomerJourneys.Functions.Http;

/// <summary>Tells whoever has just started the app where to go next.</summary>
internal sealed class NextSteps(IHostApplicationLifetime lifetime, ILogger<NextSteps> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() => HttpLog.NextSteps(logger));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
