using CustomerJourneys.Recalculation;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace CustomerJourneys.Functions.Recalculation;

/// <summary>Starts runs as orchestrations; a run's id is its instance's id, so that it cannot run twice at once.</summary>
internal sealed class DurableRecalculationStarter(DurableTaskClient durable) : IRecalculationStarter
{
    public Task StartAsync(string recalculationId, CancellationToken cancellation) =>
        OrchestrationStart.StartAsync(durable, nameof(RecalculateJourneys), recalculationId, cancellation);

    public Task<bool> IsUnderWayAsync(string recalculationId, CancellationToken cancellation) =>
        OrchestrationStart.IsUnderWayAsync(durable, recalculationId, cancellation);
}

/// <summary>Starts an orchestration at most once at a time.</summary>
internal static class OrchestrationStart
{
    /// <summary>Starts the orchestration of a thing whose id is both its input and that of its instance.</summary>
    public static Task StartAsync(DurableTaskClient durable, TaskName orchestrator, string id, CancellationToken cancellation) =>
        StartAsync(durable, orchestrator, id, id, cancellation);

    public static async Task StartAsync(DurableTaskClient durable, TaskName orchestrator, string input, string instanceId, CancellationToken cancellation)
    {
        // Whether an instance that runs is kept or replaced by another one of its id depends on the service: it is not tried.
        if (await IsUnderWayAsync(durable, instanceId, cancellation))
            return;
        try
        {
            await durable.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, new StartOrchestrationOptions(instanceId), cancellation);
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            // Somebody else may have started it in between. The exception for that differs between versions: the instance itself tells.
            if (!await IsUnderWayAsync(durable, instanceId, cancellation))
                throw;
        }
    }

    public static async Task<bool> IsUnderWayAsync(DurableTaskClient durable, string instanceId, CancellationToken cancellation) =>
        await durable.GetInstanceAsync(instanceId, getInputsAndOutputs: false, cancellation)
            is { RuntimeStatus: OrchestrationRuntimeStatus.Pending or OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.Suspended };
}
