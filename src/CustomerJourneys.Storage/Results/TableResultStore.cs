using Azure;
using Azure.Data.Tables;
using CustomerJourneys.Results;
using CustomerJourneys.Storage.Activities;
using CustomerJourneys.Storage.Clients;
using CustomerJourneys.Storage.Rows;

namespace CustomerJourneys.Storage.Results;

/// <summary>
/// Results in table <c>results</c>, a partition a journey: a row for each result, the newest first, and a copy of the current one under a fixed key.
/// Publishing writes both in one transaction, on condition that the current row is still the one that was compared with.
/// </summary>
public sealed class TableResultStore(StorageTables tables, TimeProvider time) : IResultStore
{
    // 2: a result says where its lists lie; in schema 1 they are all of its own run.
    private const int Schema = 2;
    private const int RowsARequest = 100;
    private const int RecentResults = 64;
    private const int MaxRecentBytes = 64 * 1024;

    // The current results as they were read or written last: mostly so they are still when the next one takes their place.
    private readonly BoundedCache<string, TableEntity> _recent = new(RecentResults);

    /// <inheritdoc/>
    public async Task<bool> PublishAsync(JourneyResult result, CancellationToken cancellation)
    {
        var table = await OpenAsync(cancellation);
        if (_recent.TryGet(result.JourneyId, out var recent) && result.Replaces(Read(recent)) && await RowChange.TryAsync(() => WriteAsync(recent)))
            return true;
        return await RowChange.RepeatAsync(Name(result.JourneyId, result.ResultId), async () =>
        {
            var present = await ReadRowAsync(table, result.JourneyId, CurrentKey(result.JourneyId), cancellation);
            if (present is not null && Read(present) is var standing && !result.Replaces(standing))
                return standing.ResultId == result.ResultId;
            await WriteAsync(present);
            return true;
        }, time, cancellation);

        async Task WriteAsync(TableEntity? present)
        {
            _recent.Remove(result.JourneyId);
            var current = Write(result, CurrentKey(result.JourneyId));
            var answers = await table.SubmitTransactionAsync(
                [
                    present is null ? new(TableTransactionActionType.Add, current) : new(TableTransactionActionType.UpdateReplace, current, present.ETag),
                    new(TableTransactionActionType.UpsertReplace, Write(result, HistoryKey(result.JourneyId, result.ResultId))),
                ],
                cancellation);
            current.ETag = answers.Value[0].Headers.ETag ?? default;
            Keep(current);
        }
    }

    /// <inheritdoc/>
    public async Task<JourneyResult?> FindCurrentAsync(string journeyId, CancellationToken cancellation)
    {
        if (await FindRowAsync(journeyId, CurrentKey, cancellation) is not { } row)
            return null;
        Keep(row);
        return Read(row);
    }

    /// <inheritdoc/>
    public async Task<JourneyResult?> FindAsync(string journeyId, string resultId, CancellationToken cancellation) =>
        StorageKey.IsAscending(resultId) && await FindRowAsync(journeyId, id => HistoryKey(id, resultId), cancellation) is { } row ? Read(row) : null;

    /// <inheritdoc/>
    public async Task<Page<JourneyResult>> ListAsync(string journeyId, int top, string? continuation, CancellationToken cancellation)
    {
        var list = "results/" + journeyId;
        var after = Continuation.Read(list, continuation);
        if (!StorageKey.IsSafe(journeyId))
            return new Page<JourneyResult>([], null);
        var table = await OpenAsync(cancellation);
        var start = after is null ? HistoryStart(journeyId) : HistoryKey(journeyId, after);
        var end = HistoryStart(journeyId) + "g";
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {journeyId} and RowKey gt {start} and RowKey lt {end}");

        var results = new List<JourneyResult>();
        await foreach (var row in table.QueryAsync<TableEntity>(filter, Math.Min(top + 1, 1000), cancellationToken: cancellation))
        {
            if (results.Count == top)
                return new Page<JourneyResult>(results, Continuation.After(list, results[^1].ResultId));
            results.Add(Read(row));
        }

        return new Page<JourneyResult>(results, null);
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string journeyId, CancellationToken cancellation)
    {
        if (!StorageKey.IsSafe(journeyId))
            return;
        var table = await OpenAsync(cancellation);
        _recent.Remove(journeyId);
        // The current one first: a reader then sees no result at all, rather than one without its history.
        await table.DeleteEntityAsync(journeyId, CurrentKey(journeyId), ETag.All, cancellation);
        var rows = table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {journeyId}"), RowsARequest, ["PartitionKey", "RowKey"], cancellation);
        await foreach (var page in rows.AsPages())
        {
            foreach (var row in page.Values)
                await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellation);
        }
    }

    private static TableEntity Write(JourneyResult result, string key)
    {
        var row = new TableEntity(StorageKey.Checked(result.JourneyId), key);
        StoredContent.Put(row, Schema, StoredJson.Write(result), Name(result.JourneyId, result.ResultId));
        return row;
    }

    private static JourneyResult Read(TableEntity row)
    {
        var what = Name(row.PartitionKey, row.RowKey);
        return StoredJson.Read<JourneyResult>(StoredContent.Get(row, Schema, what), what);
    }

    private void Keep(TableEntity current)
    {
        if (current.ETag != default && StoredContent.SizeOf(current) <= MaxRecentBytes)
            _recent.Add(current.PartitionKey, current);
    }

    private async Task<TableEntity?> FindRowAsync(string journeyId, Func<string, string> key, CancellationToken cancellation)
    {
        if (!StorageKey.IsSafe(journeyId))
            return null;
        return await ReadRowAsync(await OpenAsync(cancellation), journeyId, key(journeyId), cancellation);
    }

    private static async Task<TableEntity?> ReadRowAsync(TableClient table, string journeyId, string key, CancellationToken cancellation)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(journeyId, key, cancellationToken: cancellation);
        return row.HasValue ? row.Value : null;
    }

    // Keys name the journey too, so that none repeats in another partition.
    private static string CurrentKey(string journeyId) => "current-" + journeyId;

    private static string HistoryStart(string journeyId) => $"history-{journeyId}-";

    private static string HistoryKey(string journeyId, string resultId) => HistoryStart(journeyId) + StorageKey.NewestFirst(resultId);

    private static string Name(string journeyId, string result) => $"Result {result} of journey {journeyId}";

    private Task<TableClient> OpenAsync(CancellationToken cancellation) => tables.OpenAsync("results", cancellation);
}
