using Azure.Storage.Queues;

namespace CustomerJourneys.Storage.Clients;

/// <summary>The queues of the deployment; each is created on first use.</summary>
public sealed class StorageQueues
{
    private readonly CreateOnce<QueueClient> _queues;

    /// <summary>Queues of an account.</summary>
    public StorageQueues(QueueServiceClient service, StorageNames names)
    {
        _queues = new(async name =>
        {
            var queue = service.GetQueueClient(names.Of(name));
            await queue.CreateIfNotExistsAsync();
            return queue;
        });
    }

    /// <summary>The queue with this name (without prefix), ready for use.</summary>
    public Task<QueueClient> OpenAsync(string name, CancellationToken cancellation) => _queues.GetAsync(name, cancellation);
}
