using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace LocalSdk.Durable.Storage;

/// <summary>
/// One table; an instance is a partition of it:
/// <list type="bullet">
/// <item><c>i-{id}</c>: the instance row, the commit point.</item>
/// <item><c>h-{run}-{generation}-{turn}</c>: history, one row a turn.</item>
/// <item><c>m-{run}-{time}-{unique}</c>: messages that wait.</item>
/// <item><c>x-{run}-{generation}-{unique}-{n}</c>: chunks of texts too long for a property.</item>
/// </list>
/// A turn is one entity-group transaction: its history row, the instance row under its ETag, the messages that it took. Only
/// chunks are written before it, under keys that nobody else uses, so a transaction never splits; chunks that no committed
/// row names are void and go with the run.
/// </summary>
internal sealed class InstanceStore(TableClient table, TimeProvider time)
{
    /// <summary>With the two rows of a turn and one carried message, below the 100 operations of a transaction.</summary>
    public const int MaxMessagesPerTurn = 90;

    private const int ChunkLength = 10 * StoredText.InlineLimit;

    public async Task<InstanceRow?> FindAsync(string id, CancellationToken cancellation = default)
    {
        NullableResponse<TableEntity> found =
            await table.GetEntityIfExistsAsync<TableEntity>(id, InstanceRow.Key(id), cancellationToken: cancellation);
        return found.HasValue ? InstanceRow.From(found.Value!) : null;
    }

    /// <summary>Reads the partition in one query.</summary>
    public async Task<LoadedInstance?> LoadAsync(string id)
    {
        List<TableEntity> rows = await PartitionAsync(id, "h-", "n");
        if (rows.Find(row => row.RowKey == InstanceRow.Key(id)) is not { } entity)
        {
            return null;
        }

        InstanceRow instance = InstanceRow.From(entity);
        var history = new List<IReadOnlyList<HistoryEvent>>();
        for (int turn = 0; turn < instance.Turns; turn++)
        {
            string key = HistoryKey(instance, turn);
            TableEntity row = rows.Find(row => row.RowKey == key)
                ?? throw new InvalidDataException($"History row {key} of instance '{id}' is missing.");
            history.Add(await EventsAsync(row));
        }

        return new(instance, await ReadAsync(id, instance.Input), history, await MessagesAsync(instance, rows));
    }

    /// <summary>The messages that wait for an instance, oldest first.</summary>
    public async Task<IReadOnlyList<Message>> MessagesAsync(InstanceRow instance) =>
        await MessagesAsync(instance, await PartitionAsync(instance.Id, $"m-{instance.RunId}-", $"m-{instance.RunId}."));

    /// <summary>Stores a new instance, or puts it in the place of a finished one; false when another was quicker.</summary>
    public async Task<bool> TryCreateAsync(InstanceRow row, InstanceRow? replaced, CancellationToken cancellation = default)
    {
        try
        {
            _ = replaced is null
                ? await table.AddEntityAsync(row.ToEntity(), cancellation)
                : await table.UpdateEntityAsync(row.ToEntity(), replaced.ETag, TableUpdateMode.Replace, cancellation);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412 or 404)
        {
            return false;
        }

        return true;
    }

    /// <summary>Changes status or output of an instance; <c>null</c> when it changed since it was read.</summary>
    public async Task<InstanceRow?> TryChangeAsync(InstanceRow row, CancellationToken cancellation = default)
    {
        try
        {
            Response response = await table.UpdateEntityAsync(row.ToEntity(), row.ETag, TableUpdateMode.Replace, cancellation);
            return row with { ETag = response.Headers.ETag ?? default };
        }
        catch (RequestFailedException e) when (e.Status is 412 or 404)
        {
            return null;
        }
    }

    /// <summary>
    /// Commits a turn: all of it or nothing. <c>null</c> when the instance changed since it was read.
    /// </summary>
    /// <param name="before">The instance as the turn found it.</param>
    /// <param name="after">The instance as the turn leaves it.</param>
    /// <param name="events">The turn's history.</param>
    /// <param name="taken">The messages that the turn took in.</param>
    /// <param name="carried">Events that the next generation finds waiting.</param>
    public async Task<InstanceRow?> TryCommitAsync(
        InstanceRow before,
        InstanceRow after,
        IReadOnlyList<HistoryEvent> events,
        IReadOnlyList<Message> taken,
        IReadOnlyList<HistoryEvent> carried)
    {
        var actions = new List<TableTransactionAction>
        {
            new(TableTransactionActionType.UpdateReplace, after.ToEntity(), before.ETag),
        };
        if (after.Generation == before.Generation)
        {
            var history = new TableEntity(before.Id, HistoryKey(before, before.Turns));
            (await WriteAsync(before, HistoryEvent.Write(events))).Into(history, "Events");
            actions.Add(new(TableTransactionActionType.UpsertReplace, history));
        }

        actions.AddRange(taken.Select(message =>
            new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(before.Id, message.RowKey), ETag.All)));
        if (carried.Count > 0)
        {
            actions.Add(new(TableTransactionActionType.Add, await MessageAsync(after, carried)));
        }

        try
        {
            Response<IReadOnlyList<Response>> response = await table.SubmitTransactionAsync(actions);
            return after with { ETag = response.Value[0].Headers.ETag ?? default };
        }
        catch (TableTransactionFailedException e) when (e.Status is 412 or 404 or 409)
        {
            return null;
        }
    }

    /// <summary>Leaves events for an instance.</summary>
    public async Task AddMessageAsync(InstanceRow instance, IReadOnlyList<HistoryEvent> events, CancellationToken cancellation = default) =>
        await table.AddEntityAsync(await MessageAsync(instance, events), cancellation);

    /// <summary>Stores a text ahead of the row that will name it; short ones cost nothing.</summary>
    public async Task<StoredText> WriteAsync(InstanceRow owner, string? text)
    {
        if (text is null || text.Length <= StoredText.InlineLimit)
        {
            return new(text);
        }

        string key = $"x-{owner.Execution}-{Guid.NewGuid():N}";
        int chunks = 0;
        for (int from = 0; from < text.Length; from += ChunkLength)
        {
            var row = new TableEntity(owner.Id, $"{key}-{chunks++:D4}");
            for (int at = from, n = 0; at < Math.Min(text.Length, from + ChunkLength); at += StoredText.InlineLimit, n++)
            {
                row[$"T{n}"] = text[at..Math.Min(text.Length, at + StoredText.InlineLimit)];
            }

            await table.AddEntityAsync(row);
        }

        return new(null, key, chunks);
    }

    /// <summary>The text that a row holds or names.</summary>
    public async Task<string?> ReadAsync(string id, StoredText text, CancellationToken cancellation = default)
    {
        if (text.ChunkKey is null)
        {
            return text.Inline;
        }

        var whole = new System.Text.StringBuilder();
        for (int chunk = 0; chunk < text.Chunks; chunk++)
        {
            TableEntity row = await table.GetEntityAsync<TableEntity>(id, $"{text.ChunkKey}-{chunk:D4}", cancellationToken: cancellation);
            for (int n = 0; row.GetString($"T{n}") is { } part; n++)
            {
                whole.Append(part);
            }
        }

        return whole.ToString();
    }

    /// <summary>Instance rows by id, from an id prefix on and after an id.</summary>
    public async IAsyncEnumerable<InstanceRow> ListAsync(string? prefix = null, string? after = null)
    {
        // Range conditions only: the other filters are applied by the caller, because Azurite compares dates as text.
        string filter = TableClient.CreateQueryFilter($"RowKey ge {InstanceRow.Key(prefix ?? "")} and RowKey lt {"i."}");
        if (after is not null)
        {
            filter += " and " + TableClient.CreateQueryFilter($"PartitionKey gt {after}");
        }

        await foreach (TableEntity entity in table.QueryAsync<TableEntity>(filter))
        {
            if (prefix is null || entity.PartitionKey.StartsWith(prefix, StringComparison.Ordinal))
            {
                yield return InstanceRow.From(entity);
            }
        }
    }

    /// <summary>Removes a finished instance; false when it changed since it was read.</summary>
    public async Task<bool> TryPurgeAsync(InstanceRow row, CancellationToken cancellation)
    {
        try
        {
            // The instance row goes last, so that a purge that was cut short can be repeated.
            await DeleteRunAsync(row, cancellation);
            await table.DeleteEntityAsync(row.Id, InstanceRow.Key(row.Id), row.ETag, cancellation);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 412 or 404)
        {
            return false;
        }
    }

    /// <summary>Removes the history and chunks of a generation that the instance has left behind.</summary>
    public async Task DeleteGenerationAsync(InstanceRow left)
    {
        await DeleteRangeAsync(left.Id, $"h-{left.Execution}-", $"h-{left.Execution}.");
        await DeleteRangeAsync(left.Id, $"x-{left.Execution}-", $"x-{left.Execution}.");
    }

    /// <summary>Removes the history, messages and chunks of a run, but not its instance row.</summary>
    public async Task DeleteRunAsync(InstanceRow row, CancellationToken cancellation)
    {
        foreach (string kind in new[] { "h", "m", "x" })
        {
            await DeleteRangeAsync(row.Id, $"{kind}-{row.RunId}-", $"{kind}-{row.RunId}.", cancellation);
        }
    }

    private static string HistoryKey(InstanceRow row, int turn) => $"h-{row.Execution}-{turn:D6}";

    private async Task DeleteRangeAsync(string id, string from, string to, CancellationToken cancellation = default)
    {
        foreach (TableEntity[] rows in (await PartitionAsync(id, from, to)).Chunk(100))
        {
            try
            {
                await table.SubmitTransactionAsync(
                    rows.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)), cancellation);
            }
            catch (TableTransactionFailedException e) when (e.ErrorCode == TableErrorCode.ResourceNotFound)
            {
                // Another process is deleting the same rows.
            }
        }
    }

    private async Task<List<TableEntity>> PartitionAsync(string id, string from, string to)
    {
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {id} and RowKey ge {from} and RowKey lt {to}");
        var rows = new List<TableEntity>();
        await foreach (TableEntity row in table.QueryAsync<TableEntity>(filter))
        {
            rows.Add(row);
        }

        return rows;
    }

    private async Task<IReadOnlyList<Message>> MessagesAsync(InstanceRow instance, List<TableEntity> rows)
    {
        var messages = new List<Message>();
        foreach (TableEntity row in rows.Where(row => row.RowKey.StartsWith($"m-{instance.RunId}-", StringComparison.Ordinal))
            .OrderBy(row => row.RowKey, StringComparer.Ordinal).Take(MaxMessagesPerTurn))
        {
            messages.Add(new(row.RowKey, await EventsAsync(row)));
        }

        return messages;
    }

    private async Task<IReadOnlyList<HistoryEvent>> EventsAsync(TableEntity row) =>
        HistoryEvent.Read(await ReadAsync(row.PartitionKey, StoredText.From(row, "Events")) ?? "[]");

    private async Task<TableEntity> MessageAsync(InstanceRow instance, IReadOnlyList<HistoryEvent> events)
    {
        string ticks = time.GetUtcNow().UtcTicks.ToString("D19", CultureInfo.InvariantCulture);
        var row = new TableEntity(instance.Id, $"m-{instance.RunId}-{ticks}-{Guid.NewGuid():N}");
        (await WriteAsync(instance, HistoryEvent.Write(events))).Into(row, "Events");
        return row;
    }
}
