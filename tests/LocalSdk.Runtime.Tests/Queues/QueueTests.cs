using Azure.Storage.Queues;
using LocalSdk.Azurite;
using Microsoft.Extensions.DependencyInjection;

namespace LocalSdk.Runtime.Tests.Queues;

[Collection(nameof(AzuriteFixture))]
public sealed class QueueTests(AzuriteFixture azurite)
{
    private const string HostJson = """
        { "extensions": {
            "http": { "routePrefix": "" },
            "queues": { "maxDequeueCount": 3, "visibilityTimeout": "00:00:00", "maxPollingInterval": "00:00:00.2", "batchSize": 4 } } }
        """;

    private readonly string _queue = Unique.Name();
    private readonly Received _received = new();

    [Fact]
    public async Task Run_ManyMessages_EachReachesTheFunctionAndIsDeleted()
    {
        await using RunningApp app = await StartAsync();
        QueueClient queue = Queue(_queue);
        await queue.CreateIfNotExistsAsync();
        string[] messages = [.. Enumerable.Range(0, 40).Select(i => $"message {i} ü")];

        await Task.WhenAll(messages.Select(message => queue.SendMessageAsync(message)));

        await Eventually.HoldsAsync(() => _received.All.Count >= 40);
        Assert.Equal(messages.Order(), _received.All.Select(item => item.Message).Order());
        await Eventually.HoldsAsync(async () => (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0);
    }

    [Fact]
    public async Task Run_FunctionFailsOnce_MessageIsTriedAgain()
    {
        await using RunningApp app = await StartAsync();
        await SendAsync(_queue, "once");

        await Eventually.HoldsAsync(() => _received.All.Count == 2);

        Assert.Equal([("once", 1L), ("once", 2L)], _received.All);
        await Eventually.HoldsAsync(async () => (await Queue(_queue).GetPropertiesAsync()).Value.ApproximateMessagesCount == 0);
        Assert.False(await Queue(_queue + "-poison").ExistsAsync());
    }

    [Fact]
    public async Task Run_FunctionFailsEachTime_MessageEndsInThePoisonQueue()
    {
        await using RunningApp app = await StartAsync();
        await SendAsync(_queue, "poison ü");

        QueueClient poison = Queue(_queue + "-poison");
        await Eventually.HoldsAsync(async () => await poison.ExistsAsync() && (await poison.GetPropertiesAsync()).Value.ApproximateMessagesCount == 1);

        Assert.Equal("poison ü", (await poison.ReceiveMessageAsync()).Value.Body.ToString());
        Assert.Equal([1L, 2L, 3L], _received.All.Select(item => item.Attempt));
        await Eventually.HoldsAsync(async () => (await Queue(_queue).GetPropertiesAsync()).Value.ApproximateMessagesCount == 0);
    }

    [Fact]
    public async Task Run_MessageIsNotBase64_IsPoisonAndOthersGoOn()
    {
        await using RunningApp app = await StartAsync();
        QueueClient raw = Queue(_queue, QueueMessageEncoding.None);
        await raw.CreateIfNotExistsAsync();
        await raw.SendMessageAsync("~ not base64 ~");
        await SendAsync(_queue, "good");

        QueueClient poison = Queue(_queue + "-poison", QueueMessageEncoding.None);
        await Eventually.HoldsAsync(async () => await poison.ExistsAsync() && (await poison.GetPropertiesAsync()).Value.ApproximateMessagesCount == 1);

        Assert.Equal("~ not base64 ~", (await poison.ReceiveMessageAsync()).Value.Body.ToString());
        await Eventually.HoldsAsync(() => _received.All.Any(item => item.Message == "good"));
    }

    [Fact]
    public async Task Invoke_ResultWithQueueOutput_MessagesAreSentAndTheRequestAnswered()
    {
        await using RunningApp app = await StartAsync();

        using HttpResponseMessage answer = await app.Http.PostAsync("send/hello", null);

        Assert.Equal("sent by POST", await answer.Content.ReadAsStringAsync());
        await Eventually.HoldsAsync(() => _received.All.Count == 2);
        Assert.Equal(["hello", "hello again"], _received.All.Select(item => item.Message).Order());
    }

    [Fact]
    public async Task Run_StorageComesLate_HttpAnswersAndTheQueueRecovers()
    {
        string data = Directory.CreateTempSubdirectory("azurite-late-").FullName;
        AzuriteServer early = await AzuriteServer.StartAsync(new() { DataFolder = data });
        QueueClient queue = new(early.ConnectionString, _queue, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        await queue.CreateIfNotExistsAsync();
        await queue.SendMessageAsync("kept");
        await early.StopAsync();

        await using RunningApp app = await StartAsync(early.ConnectionString);
        using HttpResponseMessage answer = await app.Http.GetAsync("send/x");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);
        await Eventually.HoldsAsync(() => app.Log.Lines.Any(line => line.Contains("Storage cannot be reached", StringComparison.Ordinal)));
        await using AzuriteServer late = await AzuriteServer.StartAsync(new() { DataFolder = data, Ports = early.Ports });

        await Eventually.HoldsAsync(() => !_received.All.IsEmpty);
        Assert.Equal(("kept", 1L), _received.All.First());
        await app.StopAsync();
        await late.StopAsync();
        Directory.Delete(data, recursive: true);
    }

    private Task<RunningApp> StartAsync(string? connection = null) => RunningApp.StartAsync(
        [typeof(QueueFunctions), typeof(SendingFunctions)],
        HostJson,
        new() { ["AzureWebJobsStorage"] = connection ?? azurite.ConnectionString, ["Queue"] = _queue },
        builder => builder.Services.AddSingleton(_received));

    private QueueClient Queue(string name, QueueMessageEncoding encoding = QueueMessageEncoding.Base64) =>
        new(azurite.ConnectionString, name, new QueueClientOptions { MessageEncoding = encoding });

    private async Task SendAsync(string queue, string message)
    {
        await Queue(queue).CreateIfNotExistsAsync();
        await Queue(queue).SendMessageAsync(message);
    }
}
