using CustomerJourneys.Recalculation;
using CustomerJourneys.Storage.Clients;

namespace CustomerJourneys.Storage.Recalculation;

/// <summary>Hints in queue <c>recalculation-requests</c>; a message is the id of a recalculation.</summary>
public sealed class StorageRecalculationQueue(StorageQueues queues) : IRecalculationQueue
{
    /// <summary>The name of the queue, without prefix.</summary>
    public const string QueueName = "recalculation-requests";

    /// <inheritdoc/>
    public async Task HintAsync(string recalculationId, CancellationToken cancellation)
    {
        var queue = await queues.OpenAsync(QueueName, cancellation);
        await queue.SendMessageAsync(recalculationId, cancellation);
    }
}
