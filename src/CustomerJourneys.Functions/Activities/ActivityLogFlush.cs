using CustomerJourneys.Activities;
using Microsoft.Extensions.Hosting;

namespace CustomerJourneys.Functions.Activities;

/// <summary>Waits at shutdown until everything that was handed to the log is durable.</summary>
internal sealed class ActivityLogFlush(IActivityLog log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => log.FlushAsync(cancellationToken);
}
