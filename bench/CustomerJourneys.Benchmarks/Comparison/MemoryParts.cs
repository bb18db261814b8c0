using CustomerJourneys.Benchmarks.Data;
using CustomerJourneys.Benchmarks.Report;
using CustomerJourneys.Benchmarks.Rivals;

namespace CustomerJourneys.Benchmarks.Comparison;

/// <summary>The parts that need no storage: the evaluator over columns in memory against DuckDB over a table in memory.</summary>
internal static class MemoryParts
{
    public static void Run(BenchmarkOptions options, GeneratedLog log, DuckDbRival rival, BenchmarkReport report)
    {
        string[] types = [.. ComparedJourney.FiveStages.Types.Concat(options.Has("groups") ? ComparedJourney.Groups.Types : []).Distinct()];
        var partitions = StoredPartition.BuildAll(log, types);
        BenchmarkReport.Say($"{partitions.Sum(partition => partition.Activities):N0} activities of {types.Length} types lie in {partitions.Length} partitions in memory.");
        if (options.Has("evaluator"))
            Note("evaluator_vs_duckdb", Of(ComparedJourney.FiveStages).CompareCounts());
        if (options.Has("lists"))
            Note("lists_vs_duckdb", Of(ComparedJourney.FiveStages).CompareLists());
        if (options.Has("groups"))
            Note("groups_vs_duckdb", Of(ComparedJourney.Groups).CompareCounts());

        EvaluatorComparison Of(ComparedJourney journey) => new(journey, partitions, rival);

        void Note(string figure, ComparedTimes times)
        {
            report.Set(figure, times.Factor, $"{times.Ours:N1} ms", $"{times.Theirs:N1} ms ({times.Formulation})", $"{times.OurMib:N0} MiB of columns; DuckDB {rival.MemoryMib():N0} MiB");
            report.Add($"DuckDB's formulations: {figure}", [.. times.Tried.Select(tried => $"- {tried}"), "", $"Figures, equal on both sides: {string.Join(' ', times.Figures)}"]);
        }
    }
}
