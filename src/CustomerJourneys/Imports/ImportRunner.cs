using System.Threading.Channels;
using CustomerJourneys.Activities;
using CustomerJourneys.Imports.Files;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Imports;

/// <summary>
/// Carries an import out: reads its file chunk by chunk, commits one chunk while it reads the next, and saves how far it came after
/// each. It may be run again after it broke off at any moment: the saved row says which rows are settled, and those after it are
/// committed again, where ids make repeats harmless. Only the counters of the one chunk that was in flight may differ then: what
/// of it was stored already counts as duplicates instead of accepted. One run of an import at a time is the caller's to see to.
/// </summary>
public sealed class ImportRunner(IImportStore imports, IActivityStore activities, TimeProvider time, ImportOptions? options = null)
{
    // One waits while the one before it is committed and the one behind it is read.
    private const int ChunksAhead = 1;
    private readonly ImportOptions _options = options ?? new ImportOptions();

    /// <summary>Runs an import to its end. One that has ended already is left as it is.</summary>
    /// <param name="importId">The import.</param>
    /// <param name="cancellation">Stops between chunks; what is committed is settled then, and another run goes on from there.</param>
    /// <exception cref="ProblemException"><c>import_not_found</c>: there is no such import.</exception>
    /// <remarks>A file that cannot be read is no exception: the import ends as <see cref="ImportStatus.Failed"/>. Outages are.</remarks>
    public async Task RunAsync(string importId, CancellationToken cancellation)
    {
        var import = await imports.FindAsync(importId, cancellation)
            ?? throw ProblemException.NotFound("import_not_found", "There is no such import.");
        if (import.Status == ImportStatus.Running)
        {
            import = await ReadFileAsync(import, cancellation) with { FinishedAt = time.GetUtcNow() };
            await imports.SaveAsync(import, CancellationToken.None);
        }

        // Only after the end is saved: a run without its file could not end well. A file that the caller named stays the caller's.
        if (import.Blob == ActivityImports.UploadOf(importId))
            await imports.DeleteFileAsync(import.Blob, CancellationToken.None);
    }

    private static ActivityImport Fail(ActivityImport import, string code, string message) =>
        import with { Status = ImportStatus.Failed, ErrorCode = code, Error = message };

    private static ActivityImport Settle(ActivityImport import, ImportChunk chunk, CommitCounts counts) => import with
    {
        Rows = chunk.LastRow,
        Accepted = import.Accepted + counts.Accepted,
        Duplicates = import.Duplicates + counts.Duplicates,
        RejectedCount = import.RejectedCount + chunk.RejectedCount,
        Rejected = [.. import.Rejected.Concat(chunk.Rejected).Take(ImportOptions.MaxRejectedListed)],
        BytesRead = Math.Max(import.BytesRead, chunk.BytesRead),
    };

    // What was counted of another version of the file says nothing about this one.
    private static ActivityImport Begin(ActivityImport import, ImportFile file) => import.FileVersion == file.Version
        ? import
        : new ActivityImport(import.Id, import.Blob, import.Mapping, import.Status, import.RequestedAt)
        {
            FileVersion = file.Version,
            BytesTotal = file.Length,
        };

    private async Task<ActivityImport> ReadFileAsync(ActivityImport import, CancellationToken cancellation)
    {
        if (await imports.OpenFileAsync(import.Blob, cancellation) is not { } stored)
            return Fail(import, "import_file_missing", "The file is no longer there.");
        await using var content = stored.Content;
        import = Begin(import, stored);
        try
        {
            // The time of the request, not of this run: a row must not be judged otherwise when an import is taken up again.
            await using var file = await ActivityFile.OpenAsync(content, import.Mapping, import.RequestedAt, _options, cancellation);
            return await CommitAllAsync(import, file, cancellation);
        }
        catch (ImportFileException broken)
        {
            return Fail(import, broken.Code, broken.Message);
        }
    }

    private async Task<ActivityImport> CommitAllAsync(ActivityImport import, ActivityFile file, CancellationToken cancellation)
    {
        var chunks = Channel.CreateBounded<ImportChunk>(new BoundedChannelOptions(ChunksAhead) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var reading = Task.Run(() => ReadAllAsync(file, import.Rows, chunks.Writer, stop.Token), CancellationToken.None);
        try
        {
            // The channel gives all chunks before it gives the reader's failure. A chunk once begun is finished and counted.
            await foreach (var chunk in chunks.Reader.ReadAllAsync(cancellation))
            {
                cancellation.ThrowIfCancellationRequested();
                var counts = chunk.Activities.Count == 0 ? default : await activities.CommitAsync(chunk.Activities, CancellationToken.None);
                import = Settle(import, chunk, counts);
                await imports.SaveAsync(import, CancellationToken.None);
            }
        }
        catch (ImportFileException broken)
        {
            return Fail(import, broken.Code, broken.Message);
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }

        return import with { Status = ImportStatus.Succeeded, BytesRead = import.BytesTotal };
    }

    // Its failures travel through the channel.
    private async Task ReadAllAsync(ActivityFile file, long settledRows, ChannelWriter<ImportChunk> chunks, CancellationToken cancellation)
    {
        Exception? failure = null;
        try
        {
            await ImportChunk.ReadAllAsync(file, settledRows, _options, chunks, cancellation);
        }
        catch (Exception e)
        {
            failure = e;
        }

        chunks.Complete(failure);
    }
}
