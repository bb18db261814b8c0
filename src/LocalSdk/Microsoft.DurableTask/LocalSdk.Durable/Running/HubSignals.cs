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

    /// <summary>The instances with news; each signal is told once.</summary>
    public async Task<IReadOnlyList<string>> TakeAsync()
    {
        var ids = new List<string>();
        await foreach (TableEntity signal in table.QueryAsync<TableEntity>(row => row.PartitionKey == Partition))
        {
            ids.Add(signal.GetString("InstanceId"));
            await table.DeleteEntityAsync(signal.PartitionKey, signal.RowKey, ETag.All);
        }

        return ids;
    }
}
