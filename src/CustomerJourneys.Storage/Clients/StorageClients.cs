using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace CustomerJourneys.Storage.Clients;

/// <summary>The clients of one storage account, all with the same patience.</summary>
/// <param name="Tables">Its tables.</param>
/// <param name="Blobs">Its blobs.</param>
/// <param name="Queues">Its queues; messages are Base64, as the Functions host expects them.</param>
public sealed record StorageClients(TableServiceClient Tables, BlobServiceClient Blobs, QueueServiceClient Queues)
{
    // Tables and queues answer in milliseconds. A blob request may carry 64 MiB, and this time covers its body too.
    private static readonly TimeSpan SmallTimeout = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan BlobTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Clients for a connection string, such as the setting <c>AzureWebJobsStorage</c>. Nothing is sent yet.
    /// A request to a storage that refuses, or that cannot be reached, fails within about 10 seconds; see <see cref="StorageFaults"/>.
    /// </summary>
    /// <param name="connectionString">The connection string; a malformed one throws.</param>
    /// <param name="time">Measures how long a request has been tried.</param>
    public static StorageClients FromConnectionString(string connectionString, TimeProvider time)
    {
        var transport = CreateTransport();
        return new StorageClients(
            new TableServiceClient(connectionString, With(new TableClientOptions(), transport, SmallTimeout, time)),
            new BlobServiceClient(connectionString, With(new BlobClientOptions(), transport, BlobTimeout, time)),
            new QueueServiceClient(connectionString, With(QueueOptions(), transport, SmallTimeout, time)));
    }

    private static QueueClientOptions QueueOptions() => new() { MessageEncoding = QueueMessageEncoding.Base64 };

    private static T With<T>(T options, HttpPipelineTransport transport, TimeSpan timeout, TimeProvider time)
        where T : ClientOptions
    {
        options.Transport = transport;
        options.RetryPolicy = new StorageRetryPolicy(time);
        options.Retry.NetworkTimeout = timeout;
        options.Diagnostics.ApplicationId = "CustomerJourneys";
        return options;
    }

    // The default transport waits for an address that swallows packets until the whole request times out.
    // The clients live as long as the process, and so does this.
    private static HttpClientTransport CreateTransport() =>
        new(new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        { Timeout = Timeout.InfiniteTimeSpan });
}
