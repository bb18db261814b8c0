using CustomerJourneys.Benchmarks.Application;
using CustomerJourneys.Benchmarks.Comparison;
using CustomerJourneys.Benchmarks.Data;
using CustomerJourneys.Benchmarks.Recalculation;
using CustomerJourneys.Benchmarks.Report;
using CustomerJourneys.Benchmarks.Rivals;

namespace CustomerJourneys.Benchmarks;

/// <summary>All parts in order, over one generated log. Whatever fails ends the run, so that no figure stands without those that it is held against.</summary>
internal static class BenchmarkRun
{
    public static async Task RunAsync(BenchmarkOptions options)
    {
        var (log, report) = (new GeneratedLog(options.Activities), new BenchmarkReport());
        var folder = Directory.CreateTempSubdirectory("customerjourneys-bench-");
        var version = "not run";
        try
        {
            ParquetRival? parquet = null;
            if (options.IsHeldAgainst("duckdb") && options.Has("evaluator", "lists", "groups", "recalculation"))
            {
                using var rival = DuckDbRival.Load(log);
                version = rival.Version;
                if (options.Has("evaluator", "lists", "groups"))
                    MemoryParts.Run(options, log, rival, report);
                if (options.Has("recalculation"))
                    parquet = ParquetRival.Create(rival, Path.Combine(folder.FullName, "activities.parquet"));
            }

            if (options.IsHeldAgainst("linq") && options.Has("evaluator"))
                LinqRival.Compare(ComparedJourney.FiveStages, log, report);
            var slope = 0d;
            if (options.Has("micro"))
                await MicroBenchmarks.MeasureAsync(log, report);
            if (options.Has("plot"))
                slope = LinearCost.Measure(log, report, options.Results.Length > 0 ? Path.ChangeExtension(options.Results, ".svg") : "");
            if (options.Has("import", "bytes", "recalculation", "unchanged", "ten", "one-percent", "memory", "processes", "batch"))
                await new ApplicationParts(options, log, report, parquet, slope).RunAsync(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        if (BenchmarkOptions.AllParts.All(options.Parts.Contains) && options.IsHeldAgainst("duckdb"))
            report.RequireAll();
        string[] machine = [.. Machine.Describe(options.Commit), $"DuckDB {version}, in the same process", $"{log.CountActivities():N0} generated activities of {log.Contacts:N0} contacts and {ActivityMix.Types.Length} types"];
        if (options.Results.Length > 0)
            await File.WriteAllTextAsync(options.Results, report.ToMarkdown("Benchmarks", machine));
        BenchmarkReport.Say("\n" + report.Table());
        foreach (var line in report.Lines())
            BenchmarkReport.Say(line);
    }
}
