using System.Globalization;
using CustomerJourneys.Benchmarks.Activities;
using CustomerJourneys.Benchmarks.Comparison;
using CustomerJourneys.Benchmarks.Data;
using CustomerJourneys.Benchmarks.Recalculation;
using CustomerJourneys.Benchmarks.Rivals;

if (args is ["compare", var size])
{
    var log = new GeneratedLog(long.Parse(size, CultureInfo.InvariantCulture));
    Console.WriteLine($"build {Stopped.Milliseconds(() => { }):N1}");
    StoredPartition[] partitions = [];
    Console.WriteLine($"partitions: {Stopped.Milliseconds(() => partitions = StoredPartition.BuildAll(log, [.. Enumerable.Range(0, 10).Select(t => ActivityMix.Types[t])])):N0} ms, {partitions.Sum(p => p.Activities)} activities");
    DuckDbRival? rival = null;
    Console.WriteLine($"duckdb load: {Stopped.Milliseconds(() => rival = DuckDbRival.Load(log)):N0} ms, {rival!.Version}");
    foreach (var journey in (ComparedJourney[])[ComparedJourney.FiveStages, ComparedJourney.Groups])
    {
        var times = new EvaluatorComparison(journey, partitions, rival).CompareCounts();
        if (journey == ComparedJourney.FiveStages)
        {
            var lists = new EvaluatorComparison(journey, partitions, rival).CompareLists();
            Console.WriteLine($"{lists.What} with lists: ours {lists.Ours:N2} ms, DuckDB {lists.Theirs:N2} ms ({lists.Formulation}), {lists.Factor:N2}x, figures {string.Join(' ', lists.Figures)}");
        }
        Console.WriteLine($"{times.What}: ours {times.Ours:N2} ms, DuckDB {times.Theirs:N2} ms ({times.Formulation}), {times.Factor:N2}x, counts {string.Join(' ', times.Figures)}");
    }
}
else if (args is ["evaluator"])
    EvaluatorBenchmark.Run();
else
    await ActivityStoreBenchmark.RunAsync(args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000);
