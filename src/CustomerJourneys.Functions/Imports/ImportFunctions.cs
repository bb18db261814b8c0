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
    [Operation("Import a file of activities", Description = "The file is the body, compressed or not, or lies in the imports container. NDJSON without any column is read in the shape of `POST /api/activities`. A header or mapping that cannot be read fails the import, and nothing is stored; a bad row is listed, the others are stored.")]
    [QueryParameter("format", "What the file is.", Required = true, Choices = ["csv", "ndjson"])]
    [QueryParameter("contactId", "The column of the contact id (of NDJSON: the member); contactId without it.", MaxLength = 200)]
    [QueryParameter("type", "The column of the activity type; type without it.", MaxLength = 200)]
    [QueryParameter("occurredAt", "The column of the time; occurredAt without it. A time without a zone is UTC.", MaxLength = 200)]
    [QueryParameter("id", "The column of the activity id; without it ids are derived from the rows, so that importing a file twice changes nothing.", MaxLength = 200)]
    [QueryParameter("value", "The column of the value; not read without it.", MaxLength = 200)]
    [QueryParameter("title", "The column of the title; not read without it.", MaxLength = 200)]
    [QueryParameter("url", "The column of the url; not read without it.", MaxLength = 200)]
    [QueryParameter("referrer", "The column of the referrer; not read without it.", MaxLength = 200)]
    [QueryParameter("channel", "The column of the channel; not read without it.", MaxLength = 200)]
    [QueryParameter("properties", "Columns, by commas, that become properties of their names.")]
    [TakesBody("ImportReference")]
    [TakesBody("text/csv", null, Description = "The file: a header and rows.", Example = "contactId,type,occurredAt\nc-1,pagevisit,2026-03-01T10:00:00Z\n")]
    [TakesBody(TakesBodyAttribute.Ndjson, null, Description = "The file: one JSON object a line.", Example = "{\"contactId\":\"c-1\",\"type\":\"pagevisit\"}\n")]
    [TakesBody("*/*", null, Description = "The file: any content type but application/json.")]
    [Answers(202, typeof(ImportAnswer), "The import; it goes on by itself.", Headers = ["Location"])]
    [Problems(
        "unknown_parameter", "duplicate_parameter", "import_format_unknown", "column_name_invalid", "duplicate_property", "property_name_invalid",
        "too_many_properties", "import_file_not_found", "import_file_reserved")]
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
    [Operation("Read an import")]
    [Answers(200, typeof(ImportAnswer), "The import as it is now.")]
    [Problems("import_not_found")]
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

/// <summary>An import of a file of activities. Accepted, duplicates and rejectedCount always add up to rows.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Status">How far it is.</param>
/// <param name="Rows">Rows read and settled so far, without the header and blank lines.</param>
/// <param name="Accepted">Rows that became activities; they are stored.</param>
/// <param name="Duplicates">Rows whose activity was there before.</param>
/// <param name="RejectedCount">Rows that could not be read.</param>
/// <param name="Rejected">The first 100 rows that could not be read.</param>
/// <param name="Progress">How many bytes of the file are read.</param>
/// <param name="RequestedAt">When it was requested.</param>
/// <param name="FinishedAt">When it ended; <see langword="null"/> before.</param>
/// <param name="Error">Why it failed; <see langword="null"/> unless it did.</param>
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
/// <param name="Done">Read so far.</param>
/// <param name="Total">The size of the file.</param>
internal sealed record ImportProgress(long Done, long Total);

/// <summary>Why an import failed.</summary>
/// <param name="Code">The stable code.</param>
/// <param name="Message">A sentence for people.</param>
internal sealed record ImportError(string Code, string Message);
