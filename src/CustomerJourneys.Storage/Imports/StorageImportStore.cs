using Azure.Data.Tables;
using CustomerJourneys.Imports;
using CustomerJourneys.Storage.Clients;
using CustomerJourneys.Storage.Rows;

namespace CustomerJourneys.Storage.Imports;

/// <summary>Imports in table <c>imports</c>, with a mark beside those that run; their files are blobs, see <see cref="ImportFiles"/>.</summary>
public sealed class StorageImportStore(StorageTables tables, StorageContainers containers, IdSource ids, TimeProvider time) : IImportStore
{
    // 2: how far a run came, of which version of the file, and NDJSON in the shape of the API. A row of schema 1 lacks these and is read as it is.
    private const int Schema = 2;
    private readonly ImportFiles _files = new(containers, ids);

    /// <inheritdoc/>
    public Task SaveFileAsync(string name, Stream content, CancellationToken cancellation) => _files.SaveAsync(name, content, cancellation);

    /// <inheritdoc/>
    public Task<ImportFile?> OpenFileAsync(string name, CancellationToken cancellation) => _files.OpenAsync(name, cancellation);

    /// <inheritdoc/>
    public Task DeleteFileAsync(string name, CancellationToken cancellation) => _files.DeleteAsync(name, cancellation);

    /// <inheritdoc/>
    public async Task SaveAsync(ActivityImport import, CancellationToken cancellation)
    {
        var rows = await OpenAsync(cancellation);
        await RowChange.RepeatAsync(Name(import.Id), async () =>
        {
            var row = rows.Create(import.Id, open: import.Status == ImportStatus.Running);
            if (import.FinishedAt is { } finishedAt)
                row[nameof(import.FinishedAt)] = StoredTime.Write(finishedAt);
            StoredContent.Put(row, Schema, StoredJson.Write(import), Name(import.Id));
            if (await rows.FindAsync(import.Id, cancellation) is { } present)
                await rows.ReplaceAsync(present, row, cancellation);
            else
                await rows.AddAsync(row, cancellation);
            return true;
        }, time, cancellation);
    }

    /// <inheritdoc/>
    public async Task<ActivityImport?> FindAsync(string importId, CancellationToken cancellation)
    {
        var rows = await OpenAsync(cancellation);
        return await rows.FindAsync(importId, cancellation) is { } row ? Read(row) : null;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ActivityImport>> ListRunningAsync(CancellationToken cancellation)
    {
        var rows = await OpenAsync(cancellation);
        return [.. (await rows.ListOpenAsync(cancellation)).Select(Read)];
    }

    /// <inheritdoc/>
    public async Task<int> DeleteFinishedBeforeAsync(DateTimeOffset time, CancellationToken cancellation)
    {
        var rows = await OpenAsync(cancellation);
        return await rows.DeleteEndedAsync(
            TableClient.CreateQueryFilter($"FinishedAt lt {StoredTime.Write(time)}"), new HashSet<string>(), cancellation);
    }

    private static ActivityImport Read(TableEntity row) =>
        StoredJson.Read<ActivityImport>(StoredContent.Get(row, Schema, Name(OpenRows.IdOf(row))), Name(OpenRows.IdOf(row)));

    private static string Name(string importId) => "Import " + importId;

    private async Task<OpenRows> OpenAsync(CancellationToken cancellation) =>
        new(await tables.OpenAsync("imports", cancellation), "import");
}
