using Azure.Data.Tables;
using CustomerJourneys.Scheduling;
using CustomerJourneys.Storage.Clients;
using CustomerJourneys.Storage.Rows;

namespace CustomerJourneys.Storage.Scheduling;

/// <summary>The schedule as the one row of table <c>schedule</c>.</summary>
public sealed class TableScheduleStore(StorageTables tables, TimeProvider time) : IScheduleStore
{
    private const int Schema = 1;
    private const string Key = "schedule";
    private const string Name = "The schedule";

    /// <inheritdoc/>
    public async Task<RecalculationSchedule> ReadAsync(CancellationToken cancellation)
    {
        var table = await OpenAsync(cancellation);
        return await FindRowAsync(table, cancellation) is { } row ? Read(row) : RecalculationSchedule.Default;
    }

    /// <inheritdoc/>
    public async Task<RecalculationSchedule?> ChangeAsync(
        Func<RecalculationSchedule, RecalculationSchedule?> change, CancellationToken cancellation)
    {
        var table = await OpenAsync(cancellation);
        RecalculationSchedule? tried = null;
        return await RowChange.RepeatAsync(Name, async () =>
        {
            var row = await FindRowAsync(table, cancellation);
            var present = row is null ? RecalculationSchedule.Default : Read(row);
            // A lost answer makes the client repeat a write that was carried out: what we meet is then our own.
            if (tried is not null && present == tried)
                return present;
            tried = change(present);
            if (tried is null)
                return null;
            if (row is null)
                await table.AddEntityAsync(Write(tried), cancellation);
            else
                await table.UpdateEntityAsync(Write(tried), row.ETag, TableUpdateMode.Replace, cancellation);
            return tried;
        }, time, cancellation);
    }

    private static TableEntity Write(RecalculationSchedule schedule)
    {
        var row = new TableEntity(Key, Key);
        StoredContent.Put(row, Schema, StoredJson.Write(schedule), Name);
        return row;
    }

    private static RecalculationSchedule Read(TableEntity row) =>
        StoredJson.Read<RecalculationSchedule>(StoredContent.Get(row, Schema, Name), Name);

    private static async Task<TableEntity?> FindRowAsync(TableClient table, CancellationToken cancellation)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(Key, Key, cancellationToken: cancellation);
        return row.HasValue ? row.Value : null;
    }

    private Task<TableClient> OpenAsync(CancellationToken cancellation) => tables.OpenAsync("schedule", cancellation);
}
