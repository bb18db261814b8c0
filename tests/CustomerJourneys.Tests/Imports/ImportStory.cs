using System.Text;
using CustomerJourneys.Imports;
using CustomerJourneys.Testing.Activities;
using CustomerJourneys.Testing.Imports;

namespace CustomerJourneys.Tests.Imports;

/// <summary>An import of a generated file, over stores in memory.</summary>
internal sealed class ImportStory
{
    public const string Columns = "format=csv";

    private readonly Clock _clock = new();
    private readonly ImportOptions _options;

    public ImportStory(ImportOptions? options = null)
    {
        _options = options ?? new ImportOptions { ChunkRows = 10 };
        Requests = new ActivityImports(Imports, new CountedIds(), _clock);
    }

    public MemoryImportStore Imports { get; } = new();

    public MemoryActivityStore Activities { get; } = new();

    public ActivityImports Requests { get; }

    /// <summary>A file of distinct rows; each of the given ones is bad.</summary>
    public static string File(int rows, params int[] bad) => "contactId,type,occurredAt\n" + string.Concat(
        Enumerable.Range(1, rows).Select(row => bad.Contains(row) ? $"no contact {row},signup,2026-10-01\n" : $"c-{row},signup,2026-10-01\n"));

    /// <summary>A new process over the same stores, an hour later.</summary>
    public async Task<ActivityImport> RunAsync(string importId, CancellationToken cancellation = default)
    {
        _clock.Now += TimeSpan.FromHours(1);
        await new ImportRunner(Imports, Activities, _clock, _options).RunAsync(importId, cancellation);
        return (await Imports.FindAsync(importId, default))!;
    }

    public async Task<string> StartAsync(string file, string parameters = Columns, bool gzip = false)
    {
        var bytes = Encoding.UTF8.GetBytes(file);
        return (await Requests.StartFromBodyAsync(FileRows.Mapping(parameters, gzip), new MemoryStream(gzip ? FileRows.Gzip(bytes) : bytes), default)).Id;
    }

    public async Task<ActivityImport> ImportAsync(string file, string parameters = Columns) => await RunAsync(await StartAsync(file, parameters));

    public static (long Rows, long Accepted, long Duplicates, long Rejected) Counts(ActivityImport import) =>
        (import.Rows, import.Accepted, import.Duplicates, import.RejectedCount);

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = FileRows.Noon;

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class CountedIds : IdSource
    {
        private int _count;

        public override string NewId() => "i" + ++_count;
    }
}
