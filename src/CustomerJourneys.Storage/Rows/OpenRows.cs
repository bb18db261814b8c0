using Azure;
using Azure.Data.Tables;

namespace CustomerJourneys.Storage.Rows;

/// <summary>
/// Rows of things that begin and end, in one partition. Beside the row of a thing that is open stands an empty mark, written and removed
/// in the same transaction as the row, so that the open ones are a short range of keys however many have ended.
/// </summary>
internal sealed class OpenRows(TableClient table, string partition)
{
    private const string RowStart = "row-";
    private const string MarkStart = "open-";
    private const string OpenName = "Open";
    private const int ParallelRequests = 8;

    /// <summary>A new row.</summary>
    public TableEntity Create(string id, bool open) =>
        new(partition, RowStart + StorageKey.Checked(id)) { [OpenName] = open };

    /// <summary>The id of a row.</summary>
    public static string IdOf(TableEntity row) => row.RowKey[RowStart.Length..];

    /// <summary>The row with this id, or <see langword="null"/>.</summary>
    public async Task<TableEntity?> FindAsync(string id, CancellationToken cancellation)
    {
        if (!StorageKey.IsSafe(id))
            return null;
        var row = await table.GetEntityIfExistsAsync<TableEntity>(partition, RowStart + id, cancellationToken: cancellation);
        return row.HasValue ? row.Value : null;
    }

    /// <summary>Whether the thing of a row has not ended.</summary>
    public static bool IsOpen(TableEntity row) => row.GetBoolean(OpenName) == true;

    /// <summary>Adds a row, which then has the ETag that it was stored under; one that is there already is a 409 of the client.</summary>
    public Task AddAsync(TableEntity row, CancellationToken cancellation) =>
        SubmitAsync(new(TableTransactionActionType.Add, row), row, wasOpen: false, cancellation);

    /// <summary>
    /// Replaces a row, which then has the ETag that it was stored under; one that changed since <paramref name="present"/> was read is a 412 of the client, one
    /// that is gone a 404.
    /// </summary>
    public Task ReplaceAsync(TableEntity present, TableEntity row, CancellationToken cancellation) =>
        SubmitAsync(new(TableTransactionActionType.UpdateReplace, row, present.ETag), row, IsOpen(present), cancellation);

    /// <summary>The rows of all open things.</summary>
    public async Task<IReadOnlyList<TableEntity>> ListOpenAsync(CancellationToken cancellation)
    {
        var ids = new List<string>();
        await foreach (var mark in table.QueryAsync<TableEntity>(Range(MarkStart), cancellationToken: cancellation))
            ids.Add(mark.RowKey[MarkStart.Length..]);

        var rows = new TableEntity?[ids.Count];
        await Parallel.ForAsync(0, ids.Count, Bounded(cancellation), async (i, stop) => rows[i] = await FindAsync(ids[i], stop));
        // Between the two reads a thing may have ended.
        return [.. rows.OfType<TableEntity>().Where(IsOpen)];
    }

    /// <summary>The rows of ended things that match a filter.</summary>
    /// <param name="filter">An OData filter on the rows' own columns.</param>
    /// <param name="cancellation">Stops between pages.</param>
    public async Task<IReadOnlyList<TableEntity>> ListEndedAsync(string filter, CancellationToken cancellation)
    {
        var rows = new List<TableEntity>();
        await foreach (var row in Ended(filter, cancellation))
            rows.Add(row);
        return rows;
    }

    /// <summary>Deletes the row of a thing that has ended; an open one stays, and one that is gone is passed over.</summary>
    public async Task DeleteEndedRowAsync(string id, CancellationToken cancellation)
    {
        // What has ended is never open again.
        if (await FindAsync(id, cancellation) is { } row && !IsOpen(row))
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellation);
    }

    /// <summary>Deletes the rows of ended things that match a filter. A row that is gone already is passed over.</summary>
    /// <param name="filter">An OData filter on the rows' own columns.</param>
    /// <param name="kept">The ids of rows that stay all the same.</param>
    /// <param name="cancellation">Stops between rows.</param>
    /// <returns>How many were deleted.</returns>
    public async Task<int> DeleteEndedAsync(string filter, IReadOnlySet<string> kept, CancellationToken cancellation)
    {
        var deleted = 0;
        await Parallel.ForEachAsync(Ended(filter, cancellation, "PartitionKey", "RowKey"), Bounded(cancellation), async (row, stop) =>
        {
            if (kept.Contains(IdOf(row)))
                return;
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, stop);
            Interlocked.Increment(ref deleted);
        });
        return deleted;
    }

    private AsyncPageable<TableEntity> Ended(string filter, CancellationToken cancellation, params string[] select) =>
        table.QueryAsync<TableEntity>(
            $"{Range(RowStart)} and {OpenName} eq false and {filter}", select: select.Length == 0 ? null : select, cancellationToken: cancellation);

    private async Task SubmitAsync(TableTransactionAction write, TableEntity row, bool wasOpen, CancellationToken cancellation)
    {
        List<TableTransactionAction> actions = [write];
        if (IsOpen(row) != wasOpen)
        {
            var mark = new TableEntity(partition, MarkStart + IdOf(row));
            actions.Add(wasOpen
                ? new(TableTransactionActionType.Delete, mark, ETag.All)
                : new(TableTransactionActionType.UpsertReplace, mark));
        }

        var answers = await table.SubmitTransactionAsync(actions, cancellation);
        row.ETag = answers.Value[0].Headers.ETag ?? default;
    }

    private string Range(string start)
    {
        var end = start[..^1] + (char)(start[^1] + 1);
        return TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {start} and RowKey lt {end}");
    }

    private static ParallelOptions Bounded(CancellationToken cancellation) =>
        new() { MaxDegreeOfParallelism = ParallelRequests, CancellationToken = cancellation };
}
