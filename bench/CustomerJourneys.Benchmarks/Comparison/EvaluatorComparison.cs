using CustomerJourneys.Activities;
using CustomerJourneys.Benchmarks.Rivals;
using CustomerJourneys.Recalculation;
using CustomerJourneys.Recalculation.Evaluation;
using CustomerJourneys.Results;

namespace CustomerJourneys.Benchmarks.Comparison;

/// <summary>One journey over a log in memory: our evaluator against the fastest of DuckDB's formulations, two threads each.</summary>
internal sealed class EvaluatorComparison
{
    private const int Rounds = 7;

    private readonly ComparedJourney _journey;
    private readonly StoredPartition[] _partitions;
    private readonly DuckDbRival _rival;
    private readonly CompiledJourney _compiled;
    private readonly IReadOnlyList<ActivityColumns>[] _parts;
    private readonly double _mib;

    public EvaluatorComparison(ComparedJourney journey, StoredPartition[] partitions, DuckDbRival rival)
    {
        (_journey, _partitions, _rival, _compiled) = (journey, partitions, rival, journey.Compile());
        var before = GC.GetTotalMemory(forceFullCollection: true);
        _parts = OnTwoThreads(partition => _partitions[partition].Decode(_compiled));
        _mib = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1_048_576d;
    }

    /// <summary>Contacts per stage.</summary>
    public ComparedTimes CompareCounts()
    {
        var ours = CountOurs();
        var queries = DuckDbQueries.Counts(_journey, "activities", DuckDbQueries.TextFilter).ToList();
        if (_journey.FiltersTexts)
            queries.AddRange(DuckDbQueries.Counts(_journey, "activities", _rival.CodeFilter).Select(query => KeyValuePair.Create($"{query.Key}, texts by code", query.Value)));
        var race = queries.ConvertAll(query => (query.Key, (Action)(() => Counts.RequireEqual($"{_journey.Name}, DuckDB's {query.Key}", ours, _rival.Numbers(query.Value)))));
        return Compare(() => CountOurs(), race, ours);
    }

    /// <summary>Contacts per stage, the lists of who reached each, and the times to convert.</summary>
    public ComparedTimes CompareLists()
    {
        var ours = FiguresOfOurs();
        var race = DuckDbQueries.Lists(_journey, DuckDbQueries.TextFilter).Select(query => (query.Key, (Action)(() => Counts.RequireEqual(
            $"{_journey.Name} with lists, DuckDB's {query.Key}", ours, FiguresOf(query.Value)))));
        return Compare(() => FiguresOfOurs(), [.. race], ours);

        long[] FiguresOf(IReadOnlyList<string> statements)
        {
            foreach (var statement in statements)
                _rival.Execute(statement);
            return _rival.Numbers(DuckDbQueries.Figures(_journey));
        }
    }

    private ComparedTimes Compare(Action ours, List<(string Name, Action Work)> formulations, long[] figures)
    {
        var tried = formulations.ConvertAll(formulation => (formulation.Name, formulation.Work, Time: Stopped.Best(1, formulation.Work)[0]));
        // One run says too little of two that are close.
        var best = tried.OrderBy(formulation => formulation.Time).Take(2).ToList();
        var times = Stopped.Best(Rounds, [ours, .. best.Select(formulation => formulation.Work)]);
        var fastest = Array.IndexOf(times, times.Skip(1).Min(), 1);
        return new ComparedTimes(_journey.Name, times[0], times[fastest], best[fastest - 1].Name, figures, [.. tried.Select(formulation => $"{formulation.Name}: {formulation.Time:N1} ms")], _mib);
    }

    private long[] CountOurs()
    {
        var counts = OnTwoThreads(partition =>
        {
            using var evaluation = _partitions[partition].Evaluate(_compiled, _parts[partition]);
            return evaluation.CountConverted();
        });
        return [.. Enumerable.Range(0, _journey.Stages.Count).Select(stage => counts.Sum(count => count[stage]))];
    }

    // What a run leaves of a partition: the encoded lists, and its counts and sorted times to convert, from which the percentiles come.
    private long[] FiguresOfOurs()
    {
        var partitions = OnTwoThreads(partition =>
        {
            using var evaluation = _partitions[partition].Evaluate(_compiled, _parts[partition]);
            using var lists = StageStates.Encode(evaluation);
            long[] sums = [.. Enumerable.Range(0, evaluation.Stages).Select(stage => SumOfReachTimes(evaluation, stage))];
            return (Counts: PartitionCounts.Of(evaluation), Sums: sums, Lists: lists.Body.Length);
        });
        if (partitions.Any(partition => partition.Lists == 0))
            throw new BenchmarkException("No lists were made.");
        var figures = new List<long>();
        for (var stage = 0; stage < _journey.Stages.Count; stage++)
        {
            figures.Add(partitions.Sum(partition => partition.Counts.Converted[stage]));
            figures.Add(partitions.Sum(partition => partition.Sums[stage]));
            if (stage == 0)
                continue;
            var gaps = SortedGaps.Summarize([.. partitions.Select(partition => partition.Counts.Gaps[stage])])
                ?? throw new BenchmarkException("Nobody reached a stage.");
            figures.AddRange(((double[])[gaps.P10Seconds, gaps.MedianSeconds, gaps.P90Seconds]).Select(seconds => (long)Math.Round(seconds * 1000)));
            figures.Add((long)Math.Floor((gaps.MeanSeconds * 1000) + 1e-6));
        }

        return [.. figures];
    }

    private static long SumOfReachTimes(PartitionEvaluation evaluation, int stage)
    {
        var sum = 0L;
        foreach (var time in evaluation.ReachTimes(stage))
            sum += time == PartitionEvaluation.Unreached ? 0 : time / 1000;
        return sum;
    }

    private T[] OnTwoThreads<T>(Func<int, T> work)
    {
        var results = new T[_partitions.Length];
        Parallel.For(0, results.Length, TwoThreads.Options, partition => results[partition] = work(partition));
        return results;
    }
}

/// <summary>What was measured of one journey.</summary>
/// <param name="What">The journey.</param>
/// <param name="Ours">Our shortest time in milliseconds.</param>
/// <param name="Theirs">The rival's.</param>
/// <param name="Formulation">The rival's fastest formulation.</param>
/// <param name="Figures">What was counted, equal on both sides.</param>
/// <param name="Tried">Each formulation and its time when it was tried first.</param>
/// <param name="OurMib">The memory of our columns.</param>
internal sealed record ComparedTimes(
    string What, double Ours, double Theirs, string Formulation, IReadOnlyList<long> Figures, IReadOnlyList<string> Tried, double OurMib)
{
    public double Factor => Theirs / Ours;
}
