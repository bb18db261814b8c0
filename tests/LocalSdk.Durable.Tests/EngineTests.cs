using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalSdk.Durable.Tests;

/// <summary>A hub of its own for each test, the engines that the test makes, and a deadline for what it awaits.</summary>
[Collection(AzuriteGroup.Name)]
public abstract class EngineTests(AzuriteFixture azurite) : IAsyncLifetime, IDisposable
{
    private readonly List<DurableEngine> _engines = [];
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(2));

    protected AzuriteFixture Azurite => azurite;

    protected string Hub { get; } = $"T{Path.GetRandomFileName().Replace(".", string.Empty, StringComparison.Ordinal)}";

    /// <summary>Ends a test that waits for what never comes.</summary>
    protected CancellationToken Deadline => _deadline.Token;

    public Task InitializeAsync() => Task.CompletedTask;

    public virtual async Task DisposeAsync()
    {
        foreach (DurableEngine engine in _engines)
        {
            await engine.DisposeAsync();
        }
    }

    public void Dispose()
    {
        _deadline.Dispose();
        GC.SuppressFinalize(this);
    }

    protected DurableEngine Engine(TimeProvider? time = null, DurableEngineOptions? options = null)
    {
        var engine = new DurableEngine(
            azurite.Tables,
            (options ?? new DurableEngineOptions { StopGrace = TimeSpan.FromSeconds(1) }) with { HubName = Hub },
            NullLoggerFactory.Instance,
            time ?? TimeProvider.System);
        _engines.Add(engine);
        return engine;
    }

    /// <summary>An engine that runs one orchestrator, named Run, and the given activities.</summary>
    protected async Task<DurableTaskClient> StartAsync(
        Func<TaskOrchestrationContext, Task<object?>> orchestrator,
        TimeProvider? time = null,
        params (string Name, Func<string?, Task<object?>> Run)[] activities)
    {
        DurableEngine engine = Engine(time);
        engine.AddOrchestrator("Run", orchestrator);
        foreach ((string name, Func<string?, Task<object?>> run) in activities)
        {
            engine.AddActivity(name, (input, _) => run(input));
        }

        await engine.StartAsync();
        return engine.Client;
    }

    protected Task<string> ScheduleAsync(DurableTaskClient client, object? input = null, string? id = null) =>
        client.ScheduleNewOrchestrationInstanceAsync("Run", input, new StartOrchestrationOptions(id), Deadline);

    protected Task<OrchestrationMetadata> CompletionAsync(DurableTaskClient client, string id) =>
        client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, Deadline);

    /// <summary>Waits until the instance shows what is asked for.</summary>
    protected async Task<OrchestrationMetadata> UntilAsync(DurableTaskClient client, string id, Func<OrchestrationMetadata, bool> shows)
    {
        while (true)
        {
            OrchestrationMetadata? instance = await client.GetInstanceAsync(id, getInputsAndOutputs: true, Deadline);
            if (instance is not null && shows(instance))
            {
                return instance;
            }

            await Task.Delay(20, Deadline);
        }
    }

    protected static T Parse<T>(string? json) => JsonSerializer.Deserialize<T>(json!)!;
}
