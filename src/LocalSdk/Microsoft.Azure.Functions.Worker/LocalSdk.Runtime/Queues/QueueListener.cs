using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using LocalSdk.Runtime.Functions;
using LocalSdk.Runtime.Hosting;
using LocalSdk.Runtime.Settings;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace LocalSdk.Runtime.Queues;

/// <summary>
/// Runs one function for the messages of its queue. A message that fails rests for the visibility timeout of <c>host.json</c> and is
/// tried again; after <c>maxDequeueCount</c> attempts it goes to the queue <c>NAME-poison</c>.
/// </summary>
internal sealed class QueueListener(
    FunctionDescriptor function, QueueTriggerAttribute trigger, FunctionInvoker invoker, QueueClients clients, HostFile host, ILogger logger)
    : ITriggerListener
{
    // A message in work is hidden for this long, again and again: after a kill it returns so much later.
    // (The real host hides it for ten minutes; on a developer's machine nobody wants to wait for that.)
    private static readonly TimeSpan WorkVisibility = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(100);

    private readonly OutageLog _outage = new(logger, $"queue of function {function.Name}");
    private QueueClient _queue = null!;
    private QueueClient _poison = null!;

    /// <summary>Listens until stopped, then waits for the messages in work.</summary>
    public async Task RunAsync(CancellationToken stopping, CancellationToken abort)
    {
        _queue = clients.Create(trigger.QueueName, trigger.Connection, options => options.MessageDecodingFailed += DiscardAsync);
        _poison = clients.Create(trigger.QueueName + "-poison", trigger.Connection);
        List<Task> working = [];
        TimeSpan rest = ShortestPoll;
        while (!stopping.IsCancellationRequested)
        {
            working.RemoveAll(task => task.IsCompleted);
            if (working.Count > host.QueueNewBatchThreshold)
            {
                await Task.WhenAny(working);
                continue;
            }

            IReadOnlyList<QueueMessage> messages = await ReceiveAsync(stopping);
            working.AddRange(messages.Select(message => Task.Run(() => ProcessAsync(message, abort), CancellationToken.None)));
            rest = messages.Count > 0 ? ShortestPoll : Shorter(rest * 2, host.QueueMaxPollingInterval);
            if (messages.Count == 0)
            {
                await Task.Delay(rest, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Task.WhenAll(working);
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private async Task<IReadOnlyList<QueueMessage>> ReceiveAsync(CancellationToken stopping)
    {
        try
        {
            QueueMessage[] messages = await _queue.ReceiveMessagesAsync(Math.Clamp(host.QueueBatchSize, 1, 32), WorkVisibility, stopping);
            _outage.Ended();
            return messages;
        }
        catch (RequestFailedException error) when (error.ErrorCode == "QueueNotFound")
        {
            await _outage.GuardAsync(() => _queue.CreateIfNotExistsAsync(cancellationToken: stopping), stopping);
            return [];
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return [];
        }
        catch (Exception error) when (error is RequestFailedException or AggregateException or IOException or OperationCanceledException)
        {
            _outage.Report(error);
            return [];
        }
    }

    private async Task ProcessAsync(QueueMessage message, CancellationToken abort)
    {
        using CancellationTokenSource done = new();
        HiddenMessage hidden = new(_queue, message);
        Task hiding = hidden.KeepHiddenAsync(WorkVisibility, done.Token);
        bool succeeded = message.DequeueCount <= host.QueueMaxDequeueCount && await InvokeAsync(message, abort);
        await done.CancelAsync();
        await hiding;
        await _outage.GuardAsync(() => SettleAsync(message, hidden.PopReceipt, succeeded), CancellationToken.None);
    }

    private async Task<bool> InvokeAsync(QueueMessage message, CancellationToken abort)
    {
        try
        {
            Dictionary<string, object?> data = new(StringComparer.OrdinalIgnoreCase)
            {
                ["QueueTrigger"] = message.Body.ToString(),
                ["Id"] = message.MessageId,
                ["DequeueCount"] = message.DequeueCount,
                ["InsertionTime"] = message.InsertedOn,
                ["ExpirationTime"] = message.ExpiresOn,
            };
            await invoker.InvokeAsync(function, new(message.Body.ToString(), data, abort));
            return true;
        }
        catch (Exception error)
        {
            FunctionLog.MessageFailed(logger, function.Name, message.MessageId, message.DequeueCount, error);
            return false;
        }
    }

    private async Task SettleAsync(QueueMessage message, string receipt, bool succeeded)
    {
        if (!succeeded && message.DequeueCount < host.QueueMaxDequeueCount)
        {
            await _queue.UpdateMessageAsync(message.MessageId, receipt, visibilityTimeout: host.QueueVisibilityTimeout);
            return;
        }

        if (!succeeded)
        {
            FunctionLog.MessagePoisoned(logger, function.Name, message.MessageId, _poison.Name);
            await _poison.CreateIfNotExistsAsync();
            await _poison.SendMessageAsync(message.Body, timeToLive: TimeSpan.FromSeconds(-1));
        }

        await _queue.DeleteMessageAsync(message.MessageId, receipt);
    }

    // A message that is not Base64 is poison at once, and must not hold up those received with it.
    private async Task DiscardAsync(QueueMessageDecodingFailedEventArgs failed)
    {
        QueueMessage message = failed.ReceivedMessage;
        FunctionLog.MessagePoisoned(logger, function.Name, message.MessageId, _poison.Name);
        QueueClient raw = clients.Create(trigger.QueueName + "-poison", trigger.Connection, options => options.MessageEncoding = QueueMessageEncoding.None);
        await raw.CreateIfNotExistsAsync();
        await raw.SendMessageAsync(message.Body, timeToLive: TimeSpan.FromSeconds(-1));
        await _queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
    }
}
