using System.Net;
using System.Net.Sockets;
using Azure;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using CustomerJourneys.Storage.Clients;
using CustomerJourneys.Storage.Rows;

namespace CustomerJourneys.Storage.Tests.Clients;

public sealed class StorageFaultsTests
{
    private const string Account = "devstoreaccount1";
    private static readonly string[] Services = ["Blob", "Queue", "Table"];

    [Fact]
    public async Task IsUnavailable_NobodyListens_IsTrueAfterTheRetries()
    {
        var clients = Unreachable(FreePort());

        foreach (var request in (Func<Task>[])
        [
            () => clients.Tables.GetTableClient("t").GetEntityIfExistsAsync<TableEntity>("p", "r"),
            () => clients.Tables.GetTableClient("t").SubmitTransactionAsync([new(TableTransactionActionType.Add, new TableEntity("p", "r"))]),
            () => clients.Blobs.GetBlobContainerClient("c").GetBlobClient("b").DownloadContentAsync(),
            () => clients.Queues.GetQueueClient("q").SendMessageAsync("x"),
        ])
        {
            var exception = await Assert.ThrowsAnyAsync<Exception>(request);
            Assert.True(StorageFaults.IsUnavailable(exception, default), exception.ToString());
        }
    }

    [Fact]
    public async Task IsUnavailable_ListenerThatNeverAnswers_IsTrue()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var options = new TableClientOptions();
        options.Retry.NetworkTimeout = TimeSpan.FromMilliseconds(200);
        options.Retry.MaxRetries = 1;
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        var table = new TableServiceClient(ConnectionString(((IPEndPoint)listener.LocalEndpoint).Port), options).GetTableClient("t");

        var exception = await Assert.ThrowsAnyAsync<Exception>(() => table.AddEntityAsync(new TableEntity("p", "r")));

        Assert.True(StorageFaults.IsUnavailable(exception, default), exception.ToString());
    }

    [Fact]
    public async Task IsUnavailable_CallerCancelsWhileWaiting_IsFalse()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var caller = new CancellationTokenSource();
        var table = Unreachable(((IPEndPoint)listener.LocalEndpoint).Port).Tables.GetTableClient("t");
        var request = table.AddEntityAsync(new TableEntity("p", "r"), caller.Token);
        using var connection = await listener.AcceptSocketAsync();
        await caller.CancelAsync();

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);

        Assert.False(StorageFaults.IsUnavailable(exception, caller.Token));
    }

    [Theory]
    [InlineData(408, true)]
    [InlineData(429, true)]
    [InlineData(500, true)]
    [InlineData(502, true)]
    [InlineData(503, true)]
    [InlineData(504, true)]
    [InlineData(400, false)]
    [InlineData(403, false)]
    [InlineData(404, false)]
    [InlineData(409, false)]
    [InlineData(412, false)]
    [InlineData(501, false)]
    public async Task IsUnavailable_Answer_DependsOnItsStatus(int status, bool expected)
    {
        using var client = new HttpClient(new FixedAnswer((HttpStatusCode)status));
        var (tables, blobs) = (new TableClientOptions(), new BlobClientOptions());
        tables.Transport = blobs.Transport = new HttpClientTransport(client);
        tables.Retry.MaxRetries = blobs.Retry.MaxRetries = 1;
        tables.Retry.Delay = blobs.Retry.Delay = TimeSpan.FromMilliseconds(1);
        var connectionString = ConnectionString(1);

        var ofTable = await Assert.ThrowsAnyAsync<Exception>(() =>
            new TableServiceClient(connectionString, tables).GetTableClient("t").AddEntityAsync(new TableEntity("p", "r")));
        var ofBlob = await Assert.ThrowsAnyAsync<Exception>(() =>
            new BlobServiceClient(connectionString, blobs).GetBlobContainerClient("c").GetBlobClient("b").UploadAsync(BinaryData.FromString("x")));

        Assert.Equal(expected, StorageFaults.IsUnavailable(ofTable, default));
        Assert.Equal(expected, StorageFaults.IsUnavailable(ofBlob, default));
    }

    [Fact]
    public void IsUnavailable_OtherExceptions_TellsOutagesFromDefects()
    {
        Assert.True(StorageFaults.IsUnavailable(new AggregateException(new RequestFailedException(503, "busy"), new TimeoutException()), default));
        Assert.True(StorageFaults.IsUnavailable(new ContentionException("A row", 3), default));
        Assert.False(StorageFaults.IsUnavailable(new AggregateException(new RequestFailedException(503, "busy"), new InvalidOperationException()), default));
        Assert.False(StorageFaults.IsUnavailable(new AggregateException(), default));
        Assert.False(StorageFaults.IsUnavailable(new FileNotFoundException(), default));
        Assert.False(StorageFaults.IsUnavailable(new InvalidOperationException(), default));
    }

    private static StorageClients Unreachable(int port) =>
        StorageClients.FromConnectionString(ConnectionString(port), TimeProvider.System);

    private static string ConnectionString(int port) =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Convert.ToBase64String(new byte[64])};" + string.Concat(
            Services.Select(service => $"{service}Endpoint=http://127.0.0.1:{port}/{Account};"));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class FixedAnswer(HttpStatusCode status) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(status) { Content = new ByteArrayContent([]) });
    }
}
