using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerJourneys.Benchmarks.Comparison;
using CustomerJourneys.Benchmarks.Data;
using CustomerJourneys.Benchmarks.Report;

namespace CustomerJourneys.Benchmarks.Application;

/// <summary>Recalculations as a client sees them: from the request to the result that is current.</summary>
internal sealed class RecalculationParts(BenchmarkReport report, Func<Task<AppProcess>> startApp)
{
    private const int ColdRounds = 3;
    private const int Rounds = 7;
    private const int ChangeRounds = 3;

    // Relative to the clock, so that no partition's earlier states can be used again; it takes in the whole log.
    private const string Always = "P3650D";
    private string? _journey;

    /// <summary>A new journey in an app that was just started: nothing is in its memory, and nothing was calculated before.</summary>
    public async Task WholeAsync(ParquetRival parquet)
    {
        var (cold, compiled, warm, theirs, peak) = (double.MaxValue, double.MaxValue, double.MaxValue, double.MaxValue, 0d);
        for (var round = 0; round < ColdRounds; round++)
        {
            await using var app = await startApp();
            Machine.ResetPeak(app.Id);
            (var time, var counts) = await CreateAsync(app, ComparedJourney.FiveStages.ToJson());
            peak = Math.Max(peak, Machine.MemoryMib(app.Id, "VmHWM"));
            cold = Math.Min(cold, time);
            warm = Math.Min(warm, (await CreateAsync(app, ComparedJourney.FiveStages.ToJson())).Milliseconds);
            theirs = Math.Min(theirs, parquet.Milliseconds());
            Counts.RequireEqual("five stages through HTTP, DuckDB on Parquet", counts, parquet.Counts);
            compiled = Math.Min(compiled, await CompiledAsync(parquet));
        }

        report.Set("recalculation_vs_parquet", theirs / cold, $"{cold:N0} ms", $"{theirs:N0} ms ({parquet.Formulation})", $"app {peak:N0} MiB");
        report.Set("peak_memory_mib", peak, $"the greatest of {ColdRounds} recalculations after a restart");
        report.Add("Whole recalculation", [
            $"From POST of the journey to `current`: {cold:N0} ms right after a restart of the app: nothing of the data is in its memory, and code that could not be compiled beforehand (async and JSON over the app's own types) is compiled meanwhile. {compiled:N0} ms after a restart and a journey over other types, so that the code has run once and the data is still unread (but for the footers of segments). {warm:N0} ms for another new journey over data that was just read. DuckDB on Parquet, a connection of its own each time: {theirs:N0} ms."]);
    }

    // The same where only the data is cold.
    private async Task<double> CompiledAsync(ParquetRival parquet)
    {
        await using var app = await startApp();
        await CreateAsync(app, ComparedJourney.Elsewhere.ToJson());
        (var time, var counts) = await CreateAsync(app, ComparedJourney.FiveStages.ToJson());
        Counts.RequireEqual("five stages through HTTP, code warmed", counts, parquet.Counts);
        return time;
    }

    /// <summary>Nothing new since the last run, against an orchestration that does nothing.</summary>
    public async Task UnchangedAsync(AppProcess app, string storage)
    {
        await using var empty = await AppProcess.StartAsync("bench/CustomerJourneys.EmptyRun", storage);
        var journey = await JourneyAsync(app);
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            var our = await RecalculateAsync(app, journey);
            var their = await Stopped.MillisecondsAsync(async () =>
            {
                var started = await empty.SendAsync(HttpMethod.Post, $"/api/empty/{GeneratedLog.Partitions.ToString(CultureInfo.InvariantCulture)}");
                var done = await empty.UntilAsync($"/api/empty/{(string)started["id"]!}", "status", "succeeded");
                if ((int)done["partitions"]! != GeneratedLog.Partitions)
                    throw new BenchmarkException($"The empty orchestration did something else: {done.ToJsonString()}");
            });
            // The first one warms up.
            if (round > 0)
            {
                ours.Add(our);
                theirs.Add(their);
            }
        }

        report.Set("unchanged_factor", Stopped.Median(ours) / Stopped.Median(theirs), $"{Stopped.Median(ours):N0} ms", $"{Stopped.Median(theirs):N0} ms (medians of {Rounds})");
    }

    /// <summary>Ten journeys in one run against one, where nothing can be used again.</summary>
    public async Task TenAsync(AppProcess app)
    {
        var journeys = new List<string>();
        foreach (var journey in ComparedJourney.Ten)
        {
            await CreateAsync(app, WithinLast(journey.ToJson()));
            journeys.Add(_created!);
        }

        var (one, ten) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round <= ColdRounds; round++)
        {
            one = Math.Min(one, await RunAsync(app, [journeys[0]]));
            ten = Math.Min(ten, await RunAsync(app, journeys));
        }

        report.Set("ten_journeys_factor", ten / one, $"{ten:N0} ms", $"{one:N0} ms (one)");
    }

    /// <summary>New activities of one contact in a hundred, against a journey that is new: stored in segments before, by an import, or in the log still.</summary>
    public async Task OnePercentAsync(AppProcess app, GeneratedLog log)
    {
        var journey = await JourneyAsync(app);
        var (whole, stored, logged) = (double.MaxValue, double.MaxValue, double.MaxValue);
        var contacts = Math.Max(1, log.Contacts / 100);
        for (var round = 0; round < 2 * ChangeRounds; round++)
        {
            var isImported = round % 2 == 0;
            var changed = Enumerable.Range(0, contacts).Select(contact => (contact * 100) + round).Where(contact => contact < log.Contacts);
            await (isImported ? Batches.ImportChangesAsync(app, changed, round) : Batches.SendChangesAsync(app, changed, round));
            var time = await RecalculateAsync(app, journey);
            (stored, logged) = isImported ? (Math.Min(stored, time), logged) : (stored, Math.Min(logged, time));
            (time, var counts) = await CreateAsync(app, ComparedJourney.FiveStages.ToJson());
            whole = Math.Min(whole, time);
            Counts.RequireEqual("one percent changed, against a new journey", ConvertedOf(await app.SendAsync(HttpMethod.Get, $"/api/journeys/{journey}/results")), counts);
        }

        var rival = $"{whole:N0} ms (whole, warm, nothing to fold)";
        report.Set("one_percent_fraction", stored / whole, $"{stored:N0} ms after an import of {contacts:N0} new activities", rival);
        report.Set("one_percent_with_fold_fraction", logged / whole, $"{logged:N0} ms, the fold of {contacts:N0} new activities from the log with it", rival);
    }

    private string? _created;

    private async Task<string> JourneyAsync(AppProcess app)
    {
        if (_journey is null)
        {
            await CreateAsync(app, ComparedJourney.FiveStages.ToJson());
            _journey = _created;
        }

        return _journey!;
    }

    // Saving a journey starts its first calculation.
    private async Task<(double Milliseconds, long[] Counts)> CreateAsync(AppProcess app, byte[] definition)
    {
        JsonNode results = null!;
        var time = await Stopped.MillisecondsAsync(async () =>
        {
            var journey = await app.SendAsync(HttpMethod.Post, "/api/journeys", ApplicationParts.Json(Encoding.UTF8.GetString(definition)));
            _created = (string)journey["id"]!;
            results = await app.UntilAsync($"/api/journeys/{_created}/results", "state", "current");
        });
        return (time, ConvertedOf(results));
    }

    private static Task<double> RecalculateAsync(AppProcess app, string journey) => Stopped.MillisecondsAsync(async () =>
    {
        var run = await app.SendAsync(HttpMethod.Post, $"/api/journeys/{journey}/recalculate");
        await app.UntilAsync($"/api/recalculations/{(string)run["id"]!}", "status", "succeeded");
        await app.UntilAsync($"/api/journeys/{journey}/results", "state", "current");
    });

    private static Task<double> RunAsync(AppProcess app, IReadOnlyList<string> journeys) => Stopped.MillisecondsAsync(async () =>
    {
        var run = await app.SendAsync(HttpMethod.Post, "/api/recalculations", ApplicationParts.Json(JsonSerializer.Serialize(new { journeys })));
        await app.UntilAsync($"/api/recalculations/{(string)run["id"]!}", "status", "succeeded");
    });

    private static long[] ConvertedOf(JsonNode results) => [.. results["stages"]!.AsArray().Select(stage => (long)stage!["converted"]!)];

    private static byte[] WithinLast(byte[] definition)
    {
        var journey = JsonNode.Parse(definition)!;
        foreach (var stage in journey["stages"]!.AsArray())
            stage!["conditions"]!["groups"]![0]!["conditions"]![0]!["withinLast"] = Always;
        return Encoding.UTF8.GetBytes(journey.ToJsonString());
    }
}
