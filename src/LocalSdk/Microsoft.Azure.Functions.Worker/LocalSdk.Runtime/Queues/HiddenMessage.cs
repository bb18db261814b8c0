using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace LocalSdk.Runtime.Queues;

/// <summary>A message in work, kept hidden from other readers.</summary>
internal sealed class HiddenMessage(QueueClient queue, QueueMessage message)
{
    /// <summary>The receipt to settle it with: it changes as the message is hidden again.</summary>
    public string PopReceipt { get; private set; } = message.PopReceipt;

    /// <summary>Hides it again at half of the time, until told to end.</summary>
    public async Task KeepHiddenAsync(TimeSpan visibility, CancellationToken done)
    {
        while (true)
        {
            await Task.Delay(visibility / 2, done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (done.IsCancellationRequested)
            {
                return;
            }

            try
            {
                PopReceipt = (await queue.UpdateMessageAsync(message.MessageId, PopReceipt, visibilityTimeout: visibility, cancellationToken: CancellationToken.None)).Value.PopReceipt;
            }
            catch (Exception error) when (error is RequestFailedException or AggregateException)
            {
                // Another reader may get it meanwhile: queue messages are delivered at least once.
            }
        }
    }
}
