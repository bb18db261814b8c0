using System.Net;
using Azure;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using CustomerJourneys.Storage.Clients;

namespace CustomerJourneys.Storage.Tests.Clients;

public sealed class StorageRetryPolicyTests
{
    [Fact]
    public async Task Request_StorageIsBusy_IsRepeatedThreeTimes()
    {
        using var busy = new BusyHandler();

        await Assert.ThrowsAsync<RequestFailedException>(() => SendAsync(busy, TimeProvider.System));

        Assert.Equal(4, busy.Requests);
    }

    [Fact]
    public async Task Request_FirstAttemptTookLong_IsNotRepeated()
    {
        using var busy = new BusyHandler();

        await Assert.ThrowsAsync<RequestFailedException>(() => SendAsync(busy, new ShiftedTime(TimeSpan.FromSeconds(8))));

        Assert.Equal(1, busy.Requests);
    }

    private static async Task SendAsync(BusyHandler busy, TimeProvider time)
    {
        using var client = new HttpClient(busy, disposeHandler: false);
        var options = new TableClientOptions { Transport = new HttpClientTransport(client), RetryPolicy = new StorageRetryPolicy(time) };
        await new TableServiceClient("UseDevelopmentStorage=true", options).GetTableClient("t").AddEntityAsync(new TableEntity("p", "r"));
    }

    private sealed class BusyHandler : HttpMessageHandler
    {
        public int Requests { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new ByteArrayContent([]) });
        }
    }
}
