using Azure.Storage.Queues;
using LocalSdk.Runtime.Settings;
using Microsoft.Extensions.Configuration;

namespace LocalSdk.Runtime.Queues;

/// <summary>Makes the clients of the queues that bindings name.</summary>
internal sealed class QueueClients(IConfiguration settings, HostFile host)
{
    /// <summary>A client of a queue; its name may hold <c>%NAME%</c>.</summary>
    public QueueClient Create(string queueName, string? connection, Action<QueueClientOptions>? configure = null)
    {
        QueueClientOptions options = new()
        {
            MessageEncoding = host.QueueMessagesAreBase64 ? QueueMessageEncoding.Base64 : QueueMessageEncoding.None,
        };
        options.Retry.MaxRetries = 1; // A listener tries on by itself, and should say soon that storage is gone.
        configure?.Invoke(options);
        return new(settings.StorageConnection(connection), settings.Resolve(queueName), options);
    }
}
