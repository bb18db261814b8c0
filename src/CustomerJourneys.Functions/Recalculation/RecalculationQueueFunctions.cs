using CustomerJourneys.Recalculation;
using CustomerJourneys.Storage.Recalculation;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace CustomerJourneys.Functions.Recalculation;

/// <summary>Starts runs that waited for another one.</summary>
public sealed class RecalculationQueueFunctions(RecalculationEnds ends)
{
    /// <summary>Takes the hint that a run may start now. A hint that comes late or twice changes nothing.</summary>
    [Function("StartWaitingRecalculation")]
    public Task StartAsync(
        [QueueTrigger(StorageRecalculationQueue.QueueName)] string recalculationId, [DurableClient] DurableTaskClient durable, CancellationToken cancellation) =>
        ends.StartWaitingAsync(recalculationId, new DurableRecalculationStarter(durable), cancellation);
}
