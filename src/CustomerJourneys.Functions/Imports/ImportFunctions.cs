using CustomerJourneys.Functions.Http;
using CustomerJourneys.Functions.Recalculation;
using CustomerJourneys.Imports;
using CustomerJourneys.Json;
using CustomerJourneys.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace CustomerJourneys.Functions.Imports;

/// <summary>Takes files of activities and shows how far their import is.</summary>
public sealed class ImportFunctions(ActivityImports imports, ILogger<ImportFunctions> logger)
{
    private const int MaxReference = 16 * 1024;

    /// <summary>
    /// <c>POST /api/imports?format=csv|ndjson&amp;contactId=COL&amp;…</c> with the file as the body, or <c>{"blob":"…"}</c> as JSON for a file that is in the
    /// imports container.
    /// </summary>
    [Function("StartImport")]
    public async Task<IResult> StartAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/imports")] HttpRequest request,
        [DurableClient] DurableTaskClient durable,
        CancellationToken cancellation)
    {
        // A function key may travel as 'code': it is the host's, not ours.
        var parameters = request.Query.Where(parameter => parameter.Key != "code").SelectMany(parameter => parameter.Value.Select(value => KeyValuePair.Create(parameter.Key, value ?? "")));
        var mapping = ImportMappingRules.Read(parameters, RequestBody.IsGzip(request));
        var import = RequestBody.IsJson(request)
            ? await StartFromBlobAsync(mapping, await ReadBlobNameAsync(request, cancellation), cancellation)
            : await imports.StartFromBodyAsync(mapping, request.Body, cancellation);
        try
        {
            await OrchestrationStart.StartAsync(durable, nameof(ImportActivities), import.Id, CancellationToken.None);
        }
        catch (Exception e)
        {
            // The file and the row are stored: the timer starts the import within a minute.
            ImportLog.StartLater(logger, e, import.Id);
        }

        return Answer.Accepted(request, $"/api/imports/{import.Id}", ImportAnswer.Of(import));
    }

    /// <summary><c>GET /api/imports/{importId}</c>.</summary>
    [Function("GetImport")]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/imports/{importId}")] HttpRequest request,
        string importId,
        CancellationToken cancellation)
    {
        _ = request;
        var import = await imports.FindAsync(importId, cancellation)
            ?? throw ProblemException.NotFound("import_not_found", "There is no import of this id.");
        return Answer.Ok(ImportAnswer.Of(import));
    }

    // A file has no header that says how it is compressed, but a name.
    private Task<ActivityImport> StartFromBlobAsync(ImportMapping mapping, string blob, CancellationToken cancellation) =>
        imports.StartFromBlobAsync(mapping with { Gzip = blob.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) }, blob, cancellation);

    private static async Task<string> ReadBlobNameAsync(HttpRequest request, CancellationToken cancellation)
    {
        var body = await RequestBody.ReadAsync(request, MaxReference, RequestBody.JsonOnly, cancellation);
        using var document = StrictJson.Parse(body);
        var errors = new List<FieldError>();
        var members = JsonMembers.Of(document.RootElement, "", errors);
        var blob = members?.Text("blob", 1024, required: true);
        members?.RejectUnknown();
        return errors.Count > 0 ? throw ProblemException.Invalid(errors) : blob!;
    }
}

/// <summary>An import as an answer.</summary>
internal sealed record ImportAnswer(
    string Id,
    ImportStatus Status,
    long Rows,
    long Accepted,
    long Duplicates,
    long RejectedCount,
    IReadOnlyList<RejectedRow> Rejected,
    ImportProgress Progress,
    DateTimeOffset RequestedAt,
    DateTimeOffset? FinishedAt,
    ImportError? Error)
{
    public static ImportAnswer Of(ActivityImport import) => new(
        import.Id,
        import.Status,
        import.Rows,
        import.Accepted,
        import.Duplicates,
        import.RejectedCount,
        import.Rejected,
        new ImportProgress(import.BytesRead, import.BytesTotal),
        import.RequestedAt,
        import.FinishedAt,
        import.ErrorCode is { } code ? new ImportError(code, import.Error ?? "") : null);
}

/// <summary>How many bytes of the file are read.</summary>
internal sealed record ImportProgress(long Done, long Total);

/// <summary>Why an import failed.</summary>
internal sealed record ImportError(string Code, string Message);
