using Azure;
using Azure.Data.Tables;
using CustomerJourneys.Recalculation;
using CustomerJourneys.Storage.Clients;
using CustomerJourneys.Storage.Rows;

namespace CustomerJourneys.Storage.Recalculation;

/// <summary>Recalculations in table <c>recalculations</c>, one entity each, with a mark beside those that have not ended.</summary>
public sealed class TableRecalculationStore(StorageTables tables, TimeProvider time) : IRecalculationStore
{
    // 2: a run knows for each journey what it came before; in schema 1 it knew one run that it came after.
    private const int Schema = 2;
    private const string OnlyJourneyName = "OnlyJourney";
    private readonly RecentRows _recent = new(time);

    /// <inheritdoc/>
    public async Task<bool> TryAddAsync(RecalculationRun run, CancellationToken cancellation)
    {
        var rows = await OpenAsync(cancellation);
        try
        {
            var row = Write(rows, run);
            await rows.AddAsync(row, cancellation);
            _recent.Keep(run.Id, row);
            return true;
        }
        catch (RequestFailedException exists) when (exists.Status == 409)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task<RecalculationRun?> FindAsync(string recalculationId, CancellationToken cancellation)
    {
        var row = _recent.FindEnded(recalculationId) ?? await ReadAsync(await OpenAsync(cancellation), recalculationId, cancellation);
        return row is null ? null : Read(row);
    }

    /// <inheritdoc/>
    public async Task<RecalculationRun?> ChangeAsync(
        string recalculationId, Func<RecalculationRun, RecalculationRun?> change, CancellationToken cancellation)
    {
        var rows = await OpenAsync(cancellation);
        byte[]? tried = null;
        if (_recent.Take(recalculationId) is { } recent && change(Read(recent)) is { } next)
        {
            // Mostly nobody else changes a run. Where somebody did, the write is lost, and the row is read.
            var row = Write(rows, next);
            tried = Content(row);
            if (await RowChange.TryAsync(() => rows.ReplaceAsync(recent, row, cancellation)))
            {
                _recent.Keep(recalculationId, row);
                return next;
            }
        }

        return await RowChange.RepeatAsync(Name(recalculationId), async () =>
        {
            if (await ReadAsync(rows, recalculationId, cancellation) is not { } present)
                return null;
            // A lost answer makes the client repeat a write that was carried out: what we meet is then our own.
            var run = Read(present);
            if (tried is not null && Content(present).AsSpan().SequenceEqual(tried))
                return run;
            if (change(run) is not { } changed)
                return run;
            var row = Write(rows, changed);
            tried = Content(row);
            await rows.ReplaceAsync(present, row, cancellation);
            _recent.Keep(recalculationId, row);
            return changed;
        }, time, cancellation);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RecalculationRun>> ListOpenAsync(CancellationToken cancellation)
    {
        var rows = await OpenAsync(cancellation);
        return [.. (await rows.ListOpenAsync(cancellation)).Select(Read)];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RecalculationRun>> ListEndedOfAsync(string journeyId, CancellationToken cancellation)
    {
        if (!StorageKey.IsSafe(journeyId))
            return [];
        var rows = await OpenAsync(cancellation);
        return [.. (await rows.ListEndedAsync($"{OnlyJourneyName} eq '{journeyId}'", cancellation)).Select(Read)];
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string recalculationId, CancellationToken cancellation)
    {
        _recent.Forget(recalculationId);
        await (await OpenAsync(cancellation)).DeleteEndedRowAsync(recalculationId, cancellation);
        _recent.Forget(recalculationId);
    }

    /// <inheritdoc/>
    public async Task<int> DeleteFinishedBeforeAsync(DateTimeOffset time, IReadOnlySet<string> kept, CancellationToken cancellation)
    {
        var rows = await OpenAsync(cancellation);
        var deleted = await rows.DeleteEndedAsync(TableClient.CreateQueryFilter($"FinishedAt lt {StoredTime.Write(time)}"), kept, cancellation);
        _recent.Clear();
        return deleted;
    }

    private async Task<TableEntity?> ReadAsync(OpenRows rows, string recalculationId, CancellationToken cancellation)
    {
        var row = await rows.FindAsync(recalculationId, cancellation);
        if (row is not null)
            _recent.Keep(recalculationId, row);
        return row;
    }

    private static TableEntity Write(OpenRows rows, RecalculationRun run)
    {
        var row = rows.Create(run.Id, open: !run.IsFinished);
        // So that the runs of one journey are found among all rows.
        if (run.JourneyIds is [var onlyJourney])
            row[OnlyJourneyName] = onlyJourney;
        if (run.FinishedAt is { } finishedAt)
            row[nameof(run.FinishedAt)] = StoredTime.Write(finishedAt);
        StoredContent.Put(row, Schema, StoredJson.Write(run), Name(run.Id));
        return row;
    }

    private static RecalculationRun Read(TableEntity row)
    {
        var name = Name(OpenRows.IdOf(row));
        var content = Content(row);
        if (StoredContent.SchemaOf(row) != 1)
            return StoredJson.Read<RecalculationRun>(content, name);
        var first = StoredJson.Read<FirstRun>(content, name);
        return new RecalculationRun(first.Id, first.JourneyIds, first.Reason, first.Status, first.RequestedAt)
        {
            Before = first.After is { } after ? first.JourneyIds.ToDictionary(journeyId => journeyId, _ => after) : null,
            StartedAt = first.StartedAt,
            DataAsOf = first.DataAsOf,
            FinishedAt = first.FinishedAt,
            Error = first.Error,
        };
    }

    private static byte[] Content(TableEntity row) => StoredContent.Get(row, Schema, Name(OpenRows.IdOf(row)));

    private static string Name(string recalculationId) => "Recalculation " + recalculationId;

    private async Task<OpenRows> OpenAsync(CancellationToken cancellation) =>
        new(await tables.OpenAsync("recalculations", cancellation), "recalculation");

    // A run of schema 1.
    private sealed record FirstRun(
        string Id,
        IReadOnlyList<string> JourneyIds,
        RecalculationReason Reason,
        RecalculationStatus Status,
        DateTimeOffset RequestedAt,
        string? After,
        DateTimeOffset? StartedAt,
        DateTimeOffset? DataAsOf,
        DateTimeOffset? FinishedAt,
        string? Error);
}
