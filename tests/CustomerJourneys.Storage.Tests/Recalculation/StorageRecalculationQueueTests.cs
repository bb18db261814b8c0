using CustomerJourneys.Storage.Recalculation;

namespace CustomerJourneys.Storage.Tests.Recalculation;

[Collection(OnAzurite.Name)]
public sealed class StorageRecalculationQueueTests(AzuriteOfRun azurite)
{
    private readonly TestStorage _storage = new(azurite);

    [Fact]
    public async Task HintAsync_PutsTheIdIntoTheQueueAsBase64()
    {
        await new StorageRecalculationQueue(_storage.Queues).HintAsync("run-1", default);

        // A client without options reads what is on the wire.
        var plain = new Azure.Storage.Queues.QueueClient(azurite.ConnectionString, _storage.Names.Of("recalculation-requests"));
        var message = Assert.Single((await plain.ReceiveMessagesAsync(10)).Value);
        Assert.Equal(Convert.ToBase64String("run-1"u8), message.MessageText);
    }
}
