using Azure.Data.Tables;

namespace CustomerJourneys.Storage.Clients;

/// <summary>The tables of the deployment; each is created on first use.</summary>
public sealed class StorageTables
{
    private readonly CreateOnce<TableClient> _tables;

    /// <summary>Tables of an account.</summary>
    public StorageTables(TableServiceClient service, StorageNames names)
    {
        _tables = new(async name =>
        {
            var table = service.GetTableClient(names.Of(name));
            await table.CreateIfNotExistsAsync();
            return table;
        });
    }

    /// <summary>The table with this name (without prefix), ready for use.</summary>
    public Task<TableClient> OpenAsync(string name, CancellationToken cancellation) => _tables.GetAsync(name, cancellation);
}
