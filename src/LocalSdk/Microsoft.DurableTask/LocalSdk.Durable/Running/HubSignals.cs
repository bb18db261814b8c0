using Azure;
using Azure.Data.Tables;

namespace LocalSdk.Durable.Running;

/// <summary>
/// Rows by which a process that does not drive the hub tells the one that does that an instance has news. Hints only: the news
/// itself is in the instance's partition, and is also found when the owner looks through all instances.
/// </summary>
internal sealed class HubSignals(TableClient table)
{
    private const string Partition = "signal";

    public Task SendAsync(string instanceId, CancellationToken cancellation) => table.AddEntityAsync(
        new TableEntity(Partition, Guid.NewGuid().ToString("N")) { ["InstanceId"] = instanceId }, cancellation);

    /// <summary>Tells of each instance with news, and removes its signal after that.</summary>
    public async Task TakeAsync(Action<string> tell)
    {
        await foreach (TableEntity signal in table.QueryAsync<TableEntity>(row => row.PartitionKey == Partition))
        {
            tell(signal.GetString("InstanceId"));
            await table.DeleteEntityAsync(signal.PartitionKey, signal.RowKey, ETag.All);
        }
    }
}
