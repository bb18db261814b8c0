using Azure;
using Azure.Data.Tables;
using CustomerJourneys.Journeys;
using CustomerJourneys.Storage.Activities;
using CustomerJourneys.Storage.Clients;
using CustomerJourneys.Storage.Rows;

namespace CustomerJourneys.Storage.Journeys;

/// <summary>Journeys in table <c>journeys</c>, one entity each, and the marks of deleted ones: see <see cref="JourneyRow"/>.</summary>
public sealed class TableJourneyStore(StorageTables tables, TimeProvider time) : IJourneyStore
{
    // A page looks at no more rows than this, and reads no more of definitions, before it hands out a continuation.
    private const int MaxRowsLookedAt = 1_000;
    private const int MaxContentRead = 8 * 1024 * 1024;
    private const int RowsARequest = 100;
    private const string ListName = "journeys";
    private const int RecentHeads = 1_000;

    // What journeys named when they were looked at last, and under which ETag: mostly so they do still when they are made to name another run.
    private readonly BoundedCache<string, (string RecalculationId, ETag ETag)> _recent = new(RecentHeads);

    /// <inheritdoc/>
    public async Task AddAsync(StoredJourney journey, CancellationToken cancellation)
    {
        var table = await OpenAsync(cancellation);
        try
        {
            await table.AddEntityAsync(JourneyRow.Write(journey), cancellation);
        }
        catch (RequestFailedException conflict) when (conflict.Status == 409)
        {
            // When an answer is lost the client repeats the request, and meets the row that it has just written.
            var present = await ReadAsync(table, journey.Id, cancellation);
            if (present is null || !IsWritten(present, journey))
                throw;
        }
    }

    /// <inheritdoc/>
    public async Task<StoredJourney?> FindAsync(string journeyId, CancellationToken cancellation)
    {
        var table = await OpenAsync(cancellation);
        return await ReadAsync(table, journeyId, cancellation) is { } row ? JourneyRow.Read(row) : null;
    }

    /// <inheritdoc/>
    public async Task<bool> ReplaceAsync(StoredJourney journey, int expectedVersion, CancellationToken cancellation)
    {
        var tried = false;
        return await ChangeAsync(journey.Id, async (table, present) =>
        {
            if (tried && IsWritten(present, journey))
                return true;
            if (JourneyRow.VersionOf(present) != expectedVersion)
                return false;
            tried = true;
            await table.UpdateEntityAsync(JourneyRow.Write(journey), present.ETag, TableUpdateMode.Replace, cancellation);
            return true;
        }, cancellation);
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(DeletedJourney deleted, int expectedVersion, CancellationToken cancellation)
    {
        var table = await OpenAsync(cancellation);
        var tried = false;
        return await RowChange.RepeatAsync(JourneyRow.Name(deleted.Id), async () =>
        {
            // When an answer is lost the client repeats the transaction, and finds the journey gone by its own doing.
            if (await ReadAsync(table, deleted.Id, cancellation) is not { } present)
                return tried && await FindDeletedAsync(deleted.Id, cancellation) is not null;
            if (JourneyRow.VersionOf(present) != expectedVersion)
                return false;
            tried = true;
            await table.SubmitTransactionAsync(
                [
                    new(TableTransactionActionType.Delete, present, present.ETag),
                    new(TableTransactionActionType.UpsertReplace, JourneyRow.Write(deleted)),
                ],
                cancellation);
            return true;
        }, time, cancellation);
    }

    /// <inheritdoc/>
    public async Task<DeletedJourney?> FindDeletedAsync(string journeyId, CancellationToken cancellation)
    {
        if (!StorageKey.IsAscending(journeyId))
            return null;
        var table = await OpenAsync(cancellation);
        var row = await table.GetEntityIfExistsAsync<TableEntity>(
            JourneyRow.Partition, JourneyRow.DeletedStart + journeyId, cancellationToken: cancellation);
        return row.HasValue ? JourneyRow.ReadDeleted(row.Value!) : null;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeletedJourney>> ListDeletedAsync(CancellationToken cancellation)
    {
        var table = await OpenAsync(cancellation);
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {JourneyRow.Partition} and RowKey ge {JourneyRow.DeletedStart} and RowKey lt {JourneyRow.DeletedEnd}");
        var deleted = new List<DeletedJourney>();
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellation))
            deleted.Add(JourneyRow.ReadDeleted(row));
        return deleted;
    }

    /// <inheritdoc/>
    public async Task ReplaceDeletedAsync(DeletedJourney deleted, CancellationToken cancellation)
    {
        var table = await OpenAsync(cancellation);
        try
        {
            await table.UpdateEntityAsync(JourneyRow.Write(deleted), ETag.All, TableUpdateMode.Replace, cancellation);
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
        }
    }

    /// <inheritdoc/>
    public async Task ForgetDeletedAsync(string journeyId, CancellationToken cancellation)
    {
        if (StorageKey.IsAscending(journeyId))
            await (await OpenAsync(cancellation)).DeleteEntityAsync(JourneyRow.Partition, JourneyRow.DeletedStart + journeyId, ETag.All, cancellation);
    }

    /// <inheritdoc/>
    public async Task<bool> RequestRecalculationAsync(
        string journeyId, string expectedRecalculationId, string recalculationId, CancellationToken cancellation)
    {
        if (_recent.TryGet(journeyId, out var recent) && recent.RecalculationId == expectedRecalculationId
            && await RowChange.TryAsync(async () => await NameAsync(await OpenAsync(cancellation), JourneyRow.KeyOf(journeyId)!, recent.ETag)))
            return true;
        return await ChangeAsync(journeyId, async (table, present) =>
        {
            if (JourneyRow.RecalculationIdOf(present) == recalculationId)
                return true;
            if (JourneyRow.RecalculationIdOf(present) != expectedRecalculationId)
                return false;
            await NameAsync(table, present.RowKey, present.ETag);
            return true;
        }, cancellation);

        Task NameAsync(TableClient table, string key, ETag etag) => table.UpdateEntityAsync(
            new TableEntity(JourneyRow.Partition, key) { [nameof(StoredJourney.RecalculationId)] = recalculationId }, etag, TableUpdateMode.Merge, cancellation);
    }

    /// <inheritdoc/>
    public async Task<JourneyHead?> FindHeadAsync(string journeyId, CancellationToken cancellation)
    {
        if (JourneyRow.KeyOf(journeyId) is not { } key)
            return null;
        var table = await OpenAsync(cancellation);
        var row = await table.GetEntityIfExistsAsync<TableEntity>(JourneyRow.Partition, key, JourneyRow.HeadColumns, cancellation);
        if (!row.HasValue)
            return null;
        var head = JourneyRow.ReadHead(row.Value!);
        _recent.Add(journeyId, (head.RecalculationId, row.Value!.ETag));
        return head;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JourneyHead>> ListHeadsAsync(CancellationToken cancellation)
    {
        var table = await OpenAsync(cancellation);
        var heads = new List<JourneyHead>();
        // Behind the end are the marks of deleted journeys.
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {JourneyRow.Partition} and RowKey lt {JourneyRow.End}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, MaxRowsLookedAt, JourneyRow.HeadColumns, cancellation))
            heads.Add(JourneyRow.ReadHead(row));
        return heads;
    }

    /// <inheritdoc/>
    public async Task<Page<StoredJourney>> ListAsync(string? search, int top, string? continuation, CancellationToken cancellation)
    {
        var after = Continuation.Read(ListName, continuation);
        var table = await OpenAsync(cancellation);
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {JourneyRow.Partition} and RowKey gt {(after is null ? "" : StorageKey.NewestFirst(after))} and RowKey lt {JourneyRow.End}");

        var journeys = new List<StoredJourney>();
        var (lookedAt, contentRead, last) = (0, 0L, "");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, RowsARequest, cancellationToken: cancellation))
        {
            // There is one more row than this page may hold or look at.
            if (journeys.Count == top || lookedAt == MaxRowsLookedAt || contentRead >= MaxContentRead)
                return new Page<StoredJourney>(journeys, Continuation.After(ListName, last));
            lookedAt++;
            contentRead += StoredContent.SizeOf(row);
            last = StorageKey.NewestFirst(row.RowKey);
            if (string.IsNullOrEmpty(search) || JourneyRow.DisplayNameOf(row).Contains(search, StringComparison.OrdinalIgnoreCase))
                journeys.Add(JourneyRow.Read(row));
        }

        return new Page<StoredJourney>(journeys, null);
    }

    /// <summary>Reads the row of a journey and lets <paramref name="change"/> write it; again when others write in between.</summary>
    private async Task<bool> ChangeAsync(string journeyId, Func<TableClient, TableEntity, Task<bool>> change, CancellationToken cancellation)
    {
        var table = await OpenAsync(cancellation);
        return await RowChange.RepeatAsync(
            JourneyRow.Name(journeyId),
            async () => await ReadAsync(table, journeyId, cancellation) is { } present && await change(table, present),
            time,
            cancellation);
    }

    private static async Task<TableEntity?> ReadAsync(TableClient table, string journeyId, CancellationToken cancellation)
    {
        if (JourneyRow.KeyOf(journeyId) is not { } key)
            return null;
        var row = await table.GetEntityIfExistsAsync<TableEntity>(JourneyRow.Partition, key, cancellationToken: cancellation);
        return row.HasValue ? row.Value : null;
    }

    // No two writes of a journey name the same version and the same recalculation.
    private static bool IsWritten(TableEntity present, StoredJourney journey) =>
        JourneyRow.VersionOf(present) == journey.Version && JourneyRow.RecalculationIdOf(present) == journey.RecalculationId;

    private Task<TableClient> OpenAsync(CancellationToken cancellation) => tables.OpenAsync("journeys", cancellation);
}
