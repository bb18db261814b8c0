using CustomerJourneys.Benchmarks.Comparison;
using CustomerJourneys.Benchmarks.Data;
using CustomerJourneys.Benchmarks.Report;
using CustomerJourneys.Benchmarks.Rivals;

namespace CustomerJourneys.Benchmarks;

/// <summary>All parts in order, over one generated log. Whatever fails ends the run, so that no figure stands without those that it is held against.</summary>
internal static class BenchmarkRun
{
    public static async Task RunAsync(BenchmarkOptions options)
    {
        var (log, report) = (new GeneratedLog(options.Activities), new BenchmarkReport());
        var version = "";
        if (options.Has("evaluator", "lists", "groups"))
        {
            using var rival = DuckDbRival.Load(log);
            version = rival.Version;
            MemoryParts.Run(options, log, rival, report);
        }

        if (BenchmarkOptions.AllParts.All(options.Parts.Contains))
            report.RequireAll();
        string[] machine = [.. Machine.Describe(options.Commit), $"DuckDB {version}, in the same process", $"{log.CountActivities():N0} generated activities of {log.Contacts:N0} contacts and {ActivityMix.Types.Length} types"];
        if (options.Results.Length > 0)
            await File.WriteAllTextAsync(options.Results, report.ToMarkdown("Benchmarks", machine));
        BenchmarkReport.Say("\n" + report.Table());
        foreach (var line in report.Lines())
            BenchmarkReport.Say(line);
    }
}
