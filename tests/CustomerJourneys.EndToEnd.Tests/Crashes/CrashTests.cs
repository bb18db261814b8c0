using System.Collections.Concurrent;
using System.Net;
using CustomerJourneys.EndToEnd.Tests.Running;
using Xunit.Abstractions;

namespace CustomerJourneys.EndToEnd.Tests.Crashes;

/// <summary>
/// The process is killed (SIGKILL) at moments that a seed chooses, and at moments that its progress shows, and started again over the same
/// storage. It must finish by itself, without a further request, as if nothing had happened: what was acknowledged counts exactly once.
/// </summary>
public sealed class CrashTests(StorageAccounts storage, ITestOutputHelper output) : IClassFixture<StorageAccounts>
{
    // More than one commit of an import takes at once, so that a crash falls between commits too.
    private const int ManyRows = 120_000;
    private const int FewRows = 12_000;
    private const int BatchSize = 800;

    private readonly int _seed = Environment.GetEnvironmentVariable("CRASH_SEED") is { Length: > 0 } seed ? int.Parse(seed, null) : Environment.TickCount;

    [Fact]
    public async Task Import_KilledAtRandomMoments_FinishesByItself()
    {
        var (random, log) = Begin(ManyRows);
        await using var app = await RunningApp.StartAsync(storage.TakeNew());
        var import = await app.Api.StartImportAsync(SampleActivity.CsvQuery, Bodies.Gzip(SampleActivity.ToCsv(log.Activities), "text/csv"));
        var journey = await app.Api.CreateJourneyAsync(GeneratedLog.Journey);
        for (var crash = 0; crash < 5; crash++)
            await CrashAfterAsync(app, random.Next(200, 2500));

        await AssertImportedAsync(app, import, log);
        await AssertRecalculatedAsync(app, journey, log);
    }

    [Fact]
    public async Task Import_KilledOnceRowsAreSettled_FinishesByItself()
    {
        var (_, log) = Begin(ManyRows);
        await using var app = await RunningApp.StartAsync(storage.TakeNew());
        var import = await app.Api.StartImportAsync(SampleActivity.CsvQuery, Bodies.Csv(SampleActivity.ToCsv(log.Activities)));
        await Eventually.GetAsync(
            "settled rows", async () => (await app.Api.GetAsync($"/api/imports/{import}")).Json, seen => (long)seen["rows"]! > 0);
        await app.CrashAsync();

        await AssertImportedAsync(app, import, log);
        await AssertRecalculatedAsync(app, await app.Api.CreateJourneyAsync(GeneratedLog.Journey), log);
    }

    [Fact]
    public async Task Fold_KilledAtRandomMoments_CountsEveryAcknowledgedActivityOnce()
    {
        var (random, log) = Begin(FewRows);
        await using var app = await RunningApp.StartAsync(storage.TakeNew());
        var journey = await app.Api.CreateJourneyAsync(GeneratedLog.Journey);
        await app.Api.CurrentResultsAsync(journey);
        var batches = log.Activities.Chunk(log.Activities.Length / 4).ToList();
        for (var crash = 0; crash < 4; crash++)
        {
            // Each fold meets what the ones before it, broken off, left behind.
            foreach (var batch in batches[crash].Chunk(BatchSize))
                Assert.Equal(batch.Length, (int)(await app.Api.AddAsync(batch))["accepted"]!);
            var run = await app.Api.RecalculateAsync(journey);
            await CrashAfterAsync(app, random.Next(0, 400));
            Assert.Equal("succeeded", (string)(await app.Api.EndOfRecalculationAsync(run))["status"]!);
        }

        await AssertCurrentAsync(app, journey, log);
    }

    [Fact]
    public async Task Recalculation_KilledAtRandomMoments_FinishesByItself()
    {
        var (random, log) = Begin(FewRows);
        await using var app = await RunningApp.StartAsync(storage.TakeNew(), partitions: 24);
        foreach (var batch in log.Activities.Chunk(BatchSize))
            await app.Api.AddAsync(batch);
        var journey = await app.Api.CreateJourneyAsync(GeneratedLog.Journey);
        await CrashAfterAsync(app, random.Next(0, 1500));
        await AssertCurrentAsync(app, journey, log);
        for (var crash = 0; crash < 4; crash++)
        {
            var before = await app.Api.ResultsAsync(journey);
            var run = await app.Api.RecalculateAsync(journey);
            await CrashAfterAsync(app, random.Next(0, 1500));
            await AssertCurrentAsync(app, journey, log);
            Assert.Equal("succeeded", (string)(await app.Api.RecalculationAsync(run))["status"]!);
            Assert.NotEqual((string)before["resultId"]!, (string)(await app.Api.ResultsAsync(journey))["resultId"]!);
        }
    }

    [Fact]
    public async Task Recalculation_KilledAmidTheFanOut_FinishesByItself()
    {
        var (_, log) = Begin(FewRows);
        await using var app = await RunningApp.StartAsync(storage.TakeNew(), partitions: 48);
        foreach (var batch in log.Activities.Chunk(BatchSize))
            await app.Api.AddAsync(batch);
        var journey = await app.Api.CreateJourneyAsync(GeneratedLog.Journey);
        await app.Api.CurrentResultsAsync(journey);
        foreach (var done in (int[])[1, 20, 40])
        {
            var run = await app.Api.RecalculateAsync(journey);
            var seen = await Eventually.GetAsync(
                "progress", () => app.Api.RecalculationAsync(run), seen => (long)seen["progress"]!["done"]! >= done || (string)seen["status"]! == "succeeded");
            await app.CrashAsync();
            output.WriteLine($"killed at {seen["status"]} {seen["progress"]!.ToJsonString()}");
            Assert.Equal("succeeded", (string)(await app.Api.EndOfRecalculationAsync(run))["status"]!);
            await AssertCurrentAsync(app, journey, log);
        }
    }

    [Fact]
    public async Task Activities_KilledWhileTheyArrive_AreNeitherLostNorDoubled()
    {
        var (random, log) = Begin(FewRows);
        await using var app = await RunningApp.StartAsync(storage.TakeNew());
        var journey = await app.Api.CreateJourneyAsync(GeneratedLog.Journey);
        var waiting = new ConcurrentQueue<SampleActivity[]>(log.Activities.Chunk(100));
        for (var crash = 0; crash < 3; crash++)
        {
            var enough = waiting.Count - random.Next(4, 30);
            var clients = Enumerable.Range(0, 4).Select(_ => SendUntilBrokenAsync(app.Api, waiting)).ToList();
            await Eventually.GetAsync("acknowledgements", () => Task.FromResult(waiting.Count), left => left <= enough);
            await CrashAfterAsync(app, random.Next(0, 50));
            output.WriteLine($"batches not acknowledged: {waiting.Count}, broken: {(await Task.WhenAll(clients)).Count(broken => broken)}");
        }

        // The clients send again what was not acknowledged, as any client would; it may have been stored all the same.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SendUntilBrokenAsync(app.Api, waiting)));
        Assert.Empty(waiting);
        await AssertRecalculatedAsync(app, journey, log);
    }

    private static async Task<bool> SendUntilBrokenAsync(ApiClient api, ConcurrentQueue<SampleActivity[]> waiting)
    {
        while (waiting.TryDequeue(out var batch))
        {
            try
            {
                (await api.PostAsync("/api/activities", ApiClient.Json(SampleActivity.ToJson(batch)))).Expect(HttpStatusCode.OK);
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or ObjectDisposedException)
            {
                waiting.Enqueue(batch);
                return true;
            }
        }

        return false;
    }

    private (Random Random, GeneratedLog Log) Begin(int rows)
    {
        output.WriteLine($"CRASH_SEED={_seed}");
        return (new Random(_seed), new GeneratedLog(_seed, rows, contacts: 1500));
    }

    private async Task CrashAfterAsync(RunningApp app, int milliseconds)
    {
        // The moment itself is what is tested: nothing could be awaited instead.
        await Task.Delay(milliseconds);
        await app.CrashAsync();
        output.WriteLine($"killed after {milliseconds} ms");
    }

    private static async Task AssertImportedAsync(RunningApp app, string importId, GeneratedLog log)
    {
        var import = await app.Api.EndOfImportAsync(importId);
        Assert.True((string)import["status"]! == "succeeded", import.ToJsonString());
        Assert.Equal(log.Activities.Length, (long)import["rows"]!);
        Assert.Equal(0, (long)import["rejectedCount"]!);
        // A chunk that was stored but not noted before the crash is met again, as duplicates.
        Assert.Equal(log.Activities.Length, (long)import["accepted"]! + (long)import["duplicates"]!);
    }

    private static async Task AssertRecalculatedAsync(RunningApp app, string journey, GeneratedLog log)
    {
        await app.Api.RecalculateAsync(journey);
        await AssertCurrentAsync(app, journey, log);
    }

    private static async Task AssertCurrentAsync(RunningApp app, string journey, GeneratedLog log)
    {
        var results = await app.Api.CurrentResultsAsync(journey);
        var (contacts, converted) = log.Count();
        Assert.Equal(converted, Figures.Converted(results));
        Assert.Equal(contacts, (long)results["contactsTotal"]!);
        Assert.Equal(log.Activities.Length, (long)results["activitiesRead"]!);
    }
}
