using System.Globalization;

namespace CustomerJourneys.Benchmarks.Report;

/// <summary>A figure that a run ends with, and what is asked of it.</summary>
/// <param name="Name">Its name, as the last lines print it.</param>
/// <param name="What">What it says.</param>
/// <param name="Asked">What it should reach.</param>
/// <param name="Hoped">What would be very good.</param>
/// <param name="Less">Whether less is better.</param>
internal sealed record Target(string Name, string What, double Asked, double Hoped, bool Less = false)
{
    public static readonly IReadOnlyList<Target> All =
    [
        new("evaluator_vs_duckdb", "5 stages in memory, against DuckDB's best SQL: times as fast", 30, 100),
        new("lists_vs_duckdb", "the same with the lists of each stage and times to convert", 15, 50),
        new("groups_vs_duckdb", "5 stages of two groups with filters, against DuckDB's best SQL", 8, 30),
        new("recalculation_vs_parquet", "a whole recalculation through HTTP after a restart, against DuckDB's query on Parquet", 1, 2),
        new("unchanged_factor", "recalculation with nothing new, against an empty orchestration of the same shape", 1.5, 1.1, Less: true),
        new("one_percent_fraction", "recalculation with 1 % of the contacts changed, folded before, against the full one", 0.25, 0.1, Less: true),
        new("one_percent_with_fold_fraction", "the same with the fold of the log, of which the full one has none", 0.25, 0.1, Less: true),
        new("ten_journeys_factor", "ten 5-stage journeys over the same 8 types in one run, against one", 2, 1.3, Less: true),
        new("bytes_per_activity", "bytes an activity as stored: all but ids and texts", 10, 7, Less: true),
        new("import_per_second", "activities a second, import of one CSV file, stored and ready to be read", 300_000, 1_000_000),
        new("batch_per_second", "activities a second, POST in batches of 1,000, acknowledged durable, 8 clients", 30_000, 100_000),
        new("peak_memory_mib", "peak memory of the app while it recalculates, MiB", 1024, 512, Less: true),
        new("evaluation_memory_mib", "growth of memory by evaluating one partition, MiB", 128, 64, Less: true),
    ];

    public string Verdict(double value) => Reaches(value, Hoped) ? "very good" : Reaches(value, Asked) ? "reached" : "**not reached**";

    public static string Number(double value) => value >= 1_000
        ? Math.Round(value).ToString(CultureInfo.InvariantCulture)
        : value.ToString("0.00", CultureInfo.InvariantCulture);

    private bool Reaches(double value, double bound) => Less ? value <= bound : value >= bound;
}
