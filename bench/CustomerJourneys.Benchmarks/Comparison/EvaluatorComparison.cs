using CustomerJourneys.Activities;
using CustomerJourneys.Benchmarks.Rivals;
using CustomerJourneys.Recalculation.Evaluation;

namespace CustomerJourneys.Benchmarks.Comparison;

/// <summary>One journey over a log in memory: our evaluator against the fastest of DuckDB's formulations, two threads each.</summary>
internal sealed class EvaluatorComparison(ComparedJourney journey, StoredPartition[] partitions, DuckDbRival rival)
{
    private const int Rounds = 7;

    private readonly CompiledJourney _compiled = journey.Compile();

    /// <summary>Contacts per stage.</summary>
    public ComparedTimes CompareCounts()
    {
        var parts = DecodeAll();
        var ours = CountOurs(parts);
        var (name, query) = FastestQuery(ours);
        var best = Stopped.Best(Rounds, () => CountOurs(parts), () => rival.Numbers(query));
        return new ComparedTimes(journey.Name, best[0], best[1], name, ours);
    }

    private IReadOnlyList<ActivityColumns>[] DecodeAll()
    {
        var parts = new IReadOnlyList<ActivityColumns>[partitions.Length];
        Parallel.For(0, parts.Length, TwoThreads.Options, partition => parts[partition] = partitions[partition].Decode(_compiled));
        return parts;
    }

    private long[] CountOurs(IReadOnlyList<ActivityColumns>[] parts)
    {
        var counts = new long[partitions.Length][];
        Parallel.For(0, counts.Length, TwoThreads.Options, partition => counts[partition] = partitions[partition].Evaluate(_compiled, parts[partition]).CountConverted());
        return [.. Enumerable.Range(0, journey.Stages.Count).Select(stage => counts.Sum(count => count[stage]))];
    }

    // Each formulation is tried three times; a slow one only once.
    private (string Name, string Query) FastestQuery(long[] ours)
    {
        var queries = DuckDbQueries.Counts(journey, "activities", DuckDbQueries.TextFilter).ToList();
        if (journey.Stages.Any(stage => stage.Groups.Any(group => group.Field is "value" or "url")))
            queries.AddRange(DuckDbQueries.Counts(journey, "activities", rival.CodeFilter).Select(query => KeyValuePair.Create($"{query.Key}, texts by code", query.Value)));
        var (fastest, best) = (queries[0], double.MaxValue);
        foreach (var query in queries)
        {
            var time = double.MaxValue;
            for (var attempt = 0; attempt < 3 && time > best / 2; attempt++)
            {
                time = Math.Min(time, Stopped.Milliseconds(() => Counts.RequireEqual($"{journey.Name}, DuckDB's {query.Key}", ours, rival.Numbers(query.Value))));
                if (time > 2 * best)
                    break;
            }

            Console.WriteLine($"  {journey.Name}: DuckDB, {query.Key}: {time:N1} ms");
            if (time < best)
                (fastest, best) = (query, time);
        }

        return (fastest.Key, fastest.Value);
    }
}

/// <summary>What was measured of one journey.</summary>
/// <param name="What">The journey.</param>
/// <param name="Ours">Our shortest time in milliseconds.</param>
/// <param name="Theirs">The rival's.</param>
/// <param name="Formulation">The rival's fastest formulation.</param>
/// <param name="Counts">Contacts per stage, equal on both sides.</param>
internal sealed record ComparedTimes(string What, double Ours, double Theirs, string Formulation, IReadOnlyList<long> Counts)
{
    public double Factor => Theirs / Ours;
}
