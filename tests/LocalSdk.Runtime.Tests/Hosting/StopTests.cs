using System.Collections.Concurrent;
using Azure.Storage.Queues;
using LocalSdk.Runtime.Tests.Http;
using LocalSdk.Runtime.Tests.Timers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LocalSdk.Runtime.Tests.Hosting;

[Collection(nameof(AzuriteFixture))]
public sealed class StopTests(AzuriteFixture azurite)
{
    private readonly ConcurrentQueue<string> _order = new();

    [Fact]
    public async Task Stop_RequestAndTimerInFlight_TheyEndThenTheAppsServicesStopWithStorageThere()
    {
        TimerRuns runs = new();
        Signals signals = new();
        QueueClient queue = new(azurite.ConnectionString, Unique.Name());
        RunningApp app = await RunningApp.StartAsync(
            [typeof(HttpFunctions), typeof(StartupFunctions)], settings: azurite.Settings(), configure: builder =>
            {
                builder.Services.AddSingleton(signals);
                builder.Services.AddSingleton(runs);
                builder.Services.AddHostedService(_ => new AppService(_order, queue));
                builder.Use(next => async context =>
                {
                    _order.Enqueue(context.FunctionDefinition.Name + " began");
                    await next(context);
                    _order.Enqueue(context.FunctionDefinition.Name + " ended");
                });
            });
        await Eventually.HoldsAsync(() => runs.All.Count == 1);
        Task<string> request = app.Http.GetStringAsync("waits");
        await signals.Entered.Task.WaitAsync(Eventually.Limit);

        Task stop = app.StopAsync();
        await Eventually.HoldsAsync(() => IsRefusedAsync(app));
        Assert.False(stop.IsCompleted);
        signals.Released.SetResult();
        Assert.Equal("waited for /waits", await request);
        runs.Released.SetResult();
        await stop;

        Assert.Equal(
            ["app started", "AtStart began", "Waits began", "Waits ended", "AtStart ended", "app flushed", "app stopped"], _order);
        await app.DisposeAsync();
    }

    private static async Task<bool> IsRefusedAsync(RunningApp app)
    {
        using HttpClient another = new() { BaseAddress = app.Address };
        try
        {
            await another.GetStringAsync("poco");
            return false;
        }
        catch (HttpRequestException)
        {
            return true;
        }
    }

    private sealed class AppService(ConcurrentQueue<string> order, QueueClient queue) : IHostedLifecycleService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            order.Enqueue("app started");
            return Task.CompletedTask;
        }

        public async Task StopAsync(CancellationToken cancellationToken)
        {
            await queue.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            order.Enqueue("app flushed");
        }

        public async Task StoppedAsync(CancellationToken cancellationToken)
        {
            await queue.GetPropertiesAsync(cancellationToken);
            order.Enqueue("app stopped");
        }

        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
