using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using CustomerJourneys.Benchmarks.Comparison;
using CustomerJourneys.Benchmarks.Data;
using CustomerJourneys.Benchmarks.Report;
using CustomerJourneys.Benchmarks.Scale;
using CustomerJourneys.Testing;

namespace CustomerJourneys.Benchmarks.Application;

/// <summary>The parts that go through HTTP against the real app, over an Azurite of their own that keeps its data on disk.</summary>
internal sealed class ApplicationParts(BenchmarkOptions options, GeneratedLog log, BenchmarkReport report, ParquetRival? parquet, double nanosecondsPerActivity)
{
    private const string App = "src/CustomerJourneys.Functions";
    private const string MainAccount = "main";
    private const string BatchAccount = "batches";

    // The empty orchestration has its own: two apps over one account would take work from each other.
    private const string EmptyAccount = "empty";
    private const string SmallAccount = "small";

    public async Task RunAsync(string folder)
    {
        await using var azurite = await AzuriteFixture.StartAsync([MainAccount, BatchAccount, EmptyAccount, SmallAccount], Directory.CreateDirectory(Path.Combine(folder, "azurite")).FullName);
        var storage = azurite.ConnectionStringOf(MainAccount);
        if (options.Has("import", "bytes", "recalculation", "unchanged", "ten", "one-percent", "memory", "processes"))
        {
            await ImportAsync(storage, Path.Combine(folder, "activities.csv"));
            var (stored, memory) = (0d, 0d);
            if (options.Has("bytes"))
                stored = await StoredBytes.MeasureAsync(storage, report);
            if (parquet is not null)
                await new RecalculationParts(report, () => AppProcess.StartAsync(App, storage)).WholeAsync(parquet);
            await using (var app = await AppProcess.StartAsync(App, storage))
            {
                var parts = new RecalculationParts(report, () => Task.FromResult(app));
                if (options.Has("unchanged"))
                    await parts.UnchangedAsync(app, azurite.ConnectionStringOf(EmptyAccount));
                if (options.Has("ten"))
                    await parts.TenAsync(app);
                if (options.Has("one-percent"))
                    await parts.OnePercentAsync(app, log);
            }

            if (options.Has("memory"))
                memory = await PartitionMemory.MeasureAsync(storage, report);
            if (options.Has("processes"))
                Note(await EvaluatorProcesses.MeasureAsync(storage, report), await EvaluatorProcesses.OfSmallPartitionsAsync(azurite.ConnectionStringOf(SmallAccount)), stored, memory);
        }

        if (options.Has("batch"))
        {
            await using var app = await AppProcess.StartAsync(App, azurite.ConnectionStringOf(BatchAccount));
            await Batches.MeasureAsync(app, log, report);
        }
    }

    // What the model of scale needs; it is kept only by a run that measured all of it.
    private void Note(WorkDone work, WorkDone small, double stored, double memory)
    {
        if (options.Results.Length == 0 || !options.Has("plot") || !options.Has("bytes") || !options.Has("memory"))
            return;
        var request = (double)small.CpuMicroseconds / small.Requests;
        var contact = (((work.CpuMicroseconds - (request * work.Requests)) * 1000) - (nanosecondsPerActivity * work.Activities)) / work.Contacts;
        new ScaleCosts(
            Math.Round((double)work.Contacts / work.Partitions),
            Math.Round((double)work.Activities / work.Contacts, 2),
            Math.Round(nanosecondsPerActivity, 2),
            Math.Round(Math.Max(0, contact)),
            Math.Round(request),
            Math.Round((double)work.Requests / work.Partitions, 1),
            Math.Round((double)work.BytesRead / work.Contacts, 1),
            Math.Round((double)work.BytesWritten / work.Contacts, 1),
            Math.Round(memory, 1),
            Math.Round(stored, 2)).Write(Path.ChangeExtension(options.Results, ".costs.json"));
    }

    private async Task ImportAsync(string storage, string file)
    {
        var activities = ArrivalOrder.Of(log);
        CsvFile.Write(file, activities);
        var (rows, size) = (activities.LongLength, new FileInfo(file).Length);
        activities = [];
        GC.Collect();
        var container = new BlobContainerClient(storage, "imports");
        await container.CreateIfNotExistsAsync();
        var upload = await Stopped.MillisecondsAsync(() => container.GetBlobClient("activities.csv").UploadAsync(file));
        File.Delete(file);
        await using var app = await AppProcess.StartAsync(App, storage);
        Machine.ResetPeak(app.Id);
        JsonNode import = null!;
        var time = await Stopped.MillisecondsAsync(async () =>
        {
            var started = await app.SendAsync(HttpMethod.Post, $"/api/imports?{CsvFile.Mapping}", Json("""{"blob":"activities.csv"}"""));
            import = await app.UntilAsync($"/api/imports/{(string)started["id"]!}", "status", "succeeded");
        });
        if ((long)import["accepted"]! != rows || (long)import["rejectedCount"]! != 0)
            throw new BenchmarkException($"{rows} rows were imported, but: {import.ToJsonString()}");
        report.Set("import_per_second", rows / time * 1000, $"{rows:N0} rows of {size / 1_048_576d:N0} MiB in {time / 1000:N1} s", memory: $"app {Machine.MemoryMib(app.Id, "VmHWM"):N0} MiB");
        report.Add("Import", [$"To put the file into the imports container took {upload / 1000:N1} s before; the time above is from POST /api/imports to `succeeded`."]);
    }

    public static StringContent Json(string json) => new(json, System.Text.Encoding.UTF8, "application/json");
}
