using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using CustomerJourneys.Storage.Clients;

namespace CustomerJourneys.Storage.Tests;

/// <summary>Tables, containers and queues of one test, under a prefix of their own.</summary>
internal sealed class TestStorage
{
    private readonly AzuriteOfRun _azurite;

    public TestStorage(AzuriteOfRun azurite)
    {
        _azurite = azurite;
        Names = new StorageNames("t" + Ids.NewId()[^16..]);
        Clients = StorageClients.FromConnectionString(azurite.ConnectionString, TimeProvider.System);
        Tables = new StorageTables(Clients.Tables, Names);
        Containers = new StorageContainers(Clients.Blobs, Names);
        Queues = new StorageQueues(Clients.Queues, Names);
    }

    public static IdSource Ids { get; } = IdSource.FromClock(TimeProvider.System);

    public StorageNames Names { get; }

    public StorageClients Clients { get; }

    public StorageTables Tables { get; }

    public StorageContainers Containers { get; }

    public StorageQueues Queues { get; }

    /// <summary>The same tables and containers as a process sees them whose requests the test watches and fails; it repeats none.</summary>
    public (StorageTables Tables, StorageContainers Containers) Through(HttpPipelinePolicy policy)
    {
        var (tables, blobs) = (new TableClientOptions(), new BlobClientOptions());
        tables.AddPolicy(policy, HttpPipelinePosition.PerRetry);
        blobs.AddPolicy(policy, HttpPipelinePosition.PerRetry);
        tables.Retry.MaxRetries = blobs.Retry.MaxRetries = 0;
        return (
            new StorageTables(new TableServiceClient(_azurite.ConnectionString, tables), Names),
            new StorageContainers(new BlobServiceClient(_azurite.ConnectionString, blobs), Names));
    }

    /// <summary>The same tables through a transport that the test controls.</summary>
    public StorageTables TablesOver(HttpPipelineTransport transport)
    {
        var options = new TableClientOptions { Transport = transport };
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        return new StorageTables(new TableServiceClient(_azurite.ConnectionString, options), Names);
    }
}
