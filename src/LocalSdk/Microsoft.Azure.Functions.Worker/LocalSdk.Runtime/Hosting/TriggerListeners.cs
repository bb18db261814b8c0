using Azure.Storage.Blobs;
using LocalSdk.Runtime.Functions;
using LocalSdk.Runtime.Queues;
using LocalSdk.Runtime.Settings;
using LocalSdk.Runtime.Timers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace LocalSdk.Runtime.Hosting;

/// <summary>Makes the listeners of timer and queue functions.</summary>
internal sealed class TriggerListeners(
    IConfiguration settings, HostFile host, FunctionInvoker invoker, QueueClients queues, string hostId, TimeProvider time, ILogger logger)
{
    // Where the real host keeps its locks and the status of timers.
    private const string HostsContainer = "azure-webjobs-hosts";

    /// <summary>A listener for each function that needs one.</summary>
    /// <exception cref="InvalidOperationException">A schedule or a setting is wrong; the message names the function.</exception>
    public IReadOnlyList<(string Function, ITriggerListener Listener)> For(IReadOnlyList<FunctionDescriptor> functions) =>
        [.. functions.Select(function => (function.Name, For(function)!)).Where(pair => pair.Item2 is not null)];

    private ITriggerListener? For(FunctionDescriptor function)
    {
        try
        {
            return function.Trigger switch
            {
                TimerTriggerAttribute timer => new TimerListener(
                    function,
                    timer,
                    TimerSchedule.Parse(settings.Resolve(timer.Schedule)),
                    invoker,
                    new BlobContainerClient(settings.StorageConnection(null), HostsContainer, new() { Retry = { MaxRetries = 1 } }),
                    hostId,
                    time,
                    logger),
                QueueTriggerAttribute queue => new QueueListener(function, queue, invoker, queues, host, logger),
                _ => null,
            };
        }
        catch (InvalidOperationException error)
        {
            throw new InvalidOperationException($"Function '{function.Name}': {error.Message}", error);
        }
    }
}
