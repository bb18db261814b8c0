using System.Collections.Concurrent;
using System.Reflection;
using Azure;
using Azure.Storage.Queues;
using LocalSdk.Durable;
using LocalSdk.Runtime.Functions;
using Microsoft.Azure.Functions.Worker;

namespace LocalSdk.Runtime.Queues;

/// <summary>Sends what a function returned to the queues that its output attributes name.</summary>
internal sealed class QueueOutputs(QueueClients clients)
{
    private readonly ConcurrentDictionary<string, QueueClient> _clients = new();

    /// <summary>Sends the result of the method, or the marked properties of the result.</summary>
    public async Task SendAsync(FunctionDescriptor function, object? result, CancellationToken cancellation)
    {
        if (result is null)
        {
            return;
        }

        if (function.Method.GetCustomAttribute<QueueOutputAttribute>() is { } output)
        {
            await SendAsync(output, result, cancellation);
        }

        foreach (PropertyInfo property in result.GetType().GetProperties())
        {
            if (property.GetCustomAttribute<QueueOutputAttribute>() is { } marked && property.GetValue(result) is { } value)
            {
                await SendAsync(marked, value, cancellation);
            }
        }
    }

    private async Task SendAsync(QueueOutputAttribute output, object value, CancellationToken cancellation)
    {
        QueueClient queue = _clients.GetOrAdd($"{output.Connection}/{output.QueueName}", _ => clients.Create(output.QueueName, output.Connection));
        foreach (string message in Messages(value))
        {
            try
            {
                await queue.SendMessageAsync(message, cancellation);
            }
            catch (RequestFailedException error) when (error.ErrorCode == "QueueNotFound")
            {
                await queue.CreateIfNotExistsAsync(cancellationToken: cancellation);
                await queue.SendMessageAsync(message, cancellation);
            }
        }
    }

    private static IEnumerable<string> Messages(object value) => value switch
    {
        string text => [text],
        IEnumerable<object> many => many.SelectMany(Messages),
        _ => [DurableEngine.DataConverter.Serialize(value)!],
    };
}
