using Azure.Data.Tables;
using LocalSdk.Durable;
using LocalSdk.Runtime.Functions;
using LocalSdk.Runtime.Hosting;
using LocalSdk.Runtime.Settings;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace LocalSdk.Runtime.Durable;

/// <summary>Runs the app's orchestrators and durable activities on the local engine.</summary>
internal sealed class DurableHost : IAsyncDisposable
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly Lazy<DurableEngine> _engine;
    private readonly IReadOnlyList<FunctionDescriptor> _functions;
    private readonly FunctionInvoker _invoker;
    private readonly OutageLog _outage;

    public DurableHost(
        IConfiguration settings, HostFile host, IReadOnlyList<FunctionDescriptor> functions, FunctionInvoker invoker, ILoggerFactory loggers, TimeProvider time)
    {
        _functions = [.. functions.Where(function => function.Trigger is OrchestrationTriggerAttribute or ActivityTriggerAttribute)];
        _invoker = invoker;
        _outage = new(loggers.CreateLogger("LocalSdk.Runtime"), "task hub");
        _engine = new(() => new(
            new TableServiceClient(settings.StorageConnection(null)),
            new()
            {
                HubName = settings.Resolve(host.DurableHubName),
                MaxConcurrentActivities = host.DurableMaxActivities,
                MaxConcurrentOrchestrators = host.DurableMaxOrchestrators,
            },
            loggers,
            time));
    }

    /// <summary>What functions get for <c>[DurableClient]</c>.</summary>
    public DurableTaskClient Client => _engine.Value.Client;

    /// <summary>Starts the engine as soon as storage can be reached. Returns once it runs, or when stopped.</summary>
    public async Task StartAsync(CancellationToken stopping)
    {
        if (_functions.Count == 0)
        {
            return;
        }

        foreach (FunctionDescriptor function in _functions)
        {
            Register(function);
        }

        // Any read creates the hub's tables, after which starting the engine touches no storage and cannot fail halfway.
        while (!await _outage.GuardAsync(() => Client.GetInstanceAsync("is-storage-there", stopping), stopping))
        {
            await Task.Delay(RetryInterval, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stopping.IsCancellationRequested)
            {
                return;
            }
        }

        await _engine.Value.StartAsync(stopping);
    }

    /// <summary>Lets running durable activities end and gives the hub up.</summary>
    public async Task StopAsync()
    {
        if (_engine.IsValueCreated)
        {
            await _engine.Value.StopAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine.IsValueCreated)
        {
            await _engine.Value.DisposeAsync();
        }
    }

    private void Register(FunctionDescriptor function)
    {
        if (function.Trigger is OrchestrationTriggerAttribute orchestration)
        {
            _engine.Value.AddOrchestrator(orchestration.Orchestration ?? function.Name, context => _invoker.InvokeAsync(
                function, new(context, new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["instanceId"] = context.InstanceId }, CancellationToken.None)));
        }
        else if (function.Trigger is ActivityTriggerAttribute activity)
        {
            _engine.Value.AddActivity(activity.Activity ?? function.Name, (input, call) => _invoker.InvokeAsync(
                function, new(input, new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["instanceId"] = call.InstanceId }, call.CancellationToken)));
        }
    }
}
