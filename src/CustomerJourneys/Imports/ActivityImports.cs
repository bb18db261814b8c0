using CustomerJourneys.Imports.Files;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Imports;

/// <summary>
/// Requests imports and finds them. A file that comes with the request is kept as <c>uploads/{importId}</c> until the import ends; one
/// that the caller named stays where it is, for the caller to delete. The row is saved after the file: a crash between the two leaves
/// a file that no import names, and nothing was acknowledged.
/// </summary>
public sealed class ActivityImports(IImportStore imports, IdSource ids, TimeProvider time)
{
    private const string Uploads = "uploads/";

    /// <summary>Stores a file and requests its import.</summary>
    /// <param name="mapping">How it is read; see <see cref="ImportMappingRules"/>.</param>
    /// <param name="body">The file; read to its end.</param>
    /// <param name="cancellation">Stops storing; nothing is requested then.</param>
    /// <returns>The import, running: durable, and found by <see cref="ListRunningAsync"/> until it ends.</returns>
    public async Task<ActivityImport> StartFromBodyAsync(ImportMapping mapping, Stream body, CancellationToken cancellation)
    {
        var id = ids.NewId();
        await using var counted = new CountedStream(body);
        await imports.SaveFileAsync(UploadOf(id), counted, cancellation);
        return await StartAsync(new ActivityImport(id, UploadOf(id), mapping, ImportStatus.Running, time.GetUtcNow()) { BytesTotal = counted.Count }, cancellation);
    }

    /// <summary>Requests the import of a file that is in the imports container.</summary>
    /// <param name="mapping">How it is read.</param>
    /// <param name="blob">The name of the file.</param>
    /// <param name="cancellation">Stops; nothing is requested then.</param>
    /// <returns>The import, running.</returns>
    /// <exception cref="ProblemException">
    /// <c>import_file_not_found</c>: there is no such file. <c>import_file_reserved</c>: it came with another import, and goes with it.
    /// </exception>
    public async Task<ActivityImport> StartFromBlobAsync(ImportMapping mapping, string blob, CancellationToken cancellation)
    {
        if (blob.StartsWith(Uploads, StringComparison.Ordinal))
            throw ProblemException.Invalid("blob", "import_file_reserved", $"Files under '{Uploads}' belong to other imports.");
        if (await imports.OpenFileAsync(blob, cancellation) is not { } file)
            throw ProblemException.Invalid("blob", "import_file_not_found", "There is no file of this name in the imports container.");
        await file.Content.DisposeAsync();
        return await StartAsync(new ActivityImport(ids.NewId(), blob, mapping, ImportStatus.Running, time.GetUtcNow()) { BytesTotal = file.Length }, cancellation);
    }

    /// <summary>The import, or <see langword="null"/>.</summary>
    public Task<ActivityImport?> FindAsync(string importId, CancellationToken cancellation) => imports.FindAsync(importId, cancellation);

    /// <summary>All imports that have not ended: each is run until it has, whatever happened to whoever requested it.</summary>
    public Task<IReadOnlyList<ActivityImport>> ListRunningAsync(CancellationToken cancellation) => imports.ListRunningAsync(cancellation);

    /// <summary>Notes that an import gave up after it was tried again and again. What it stored stays; importing the file once more changes nothing of that.</summary>
    public async Task FailAsync(string importId, CancellationToken cancellation)
    {
        if (await imports.FindAsync(importId, cancellation) is { Status: ImportStatus.Running } import)
        {
            await imports.SaveAsync(
                import with
                {
                    Status = ImportStatus.Failed,
                    FinishedAt = time.GetUtcNow(),
                    ErrorCode = "import_interrupted",
                    Error = "The import could not be carried out; the log has the reason. Import the file again: rows that are stored already are not doubled.",
                },
                cancellation);
            await imports.DeleteFileAsync(UploadOf(importId), cancellation);
        }
    }

    internal static string UploadOf(string importId) => Uploads + importId;

    private async Task<ActivityImport> StartAsync(ActivityImport import, CancellationToken cancellation)
    {
        await imports.SaveAsync(import, cancellation);
        return import;
    }
}
