using CustomerJourneys.Benchmarks.Comparison;
using CustomerJourneys.Benchmarks.Rivals;

namespace CustomerJourneys.Benchmarks.Application;

/// <summary>DuckDB over a Parquet file that is sorted by type, contact and time; every query on a connection of its own, with nothing in its memory.</summary>
internal sealed class ParquetRival
{
    private readonly string _query;

    private ParquetRival(string formulation, string query, long[] counts) => (Formulation, _query, Counts) = (formulation, query, counts);

    /// <summary>The formulation that was fastest.</summary>
    public string Formulation { get; }

    /// <summary>Contacts per stage.</summary>
    public long[] Counts { get; }

    /// <summary>Writes the file and finds the fastest formulation.</summary>
    public static ParquetRival Create(DuckDbRival loaded, string file)
    {
        loaded.Execute($"COPY (SELECT type, contact, time, value, url, amount FROM activities ORDER BY type, contact, time) TO '{file}' (FORMAT parquet)");
        return DuckDbQueries.Counts(ComparedJourney.FiveStages, $"read_parquet('{file}')", DuckDbQueries.TextFilter)
            .Select(query => (Rival: new ParquetRival(query.Key, query.Value, Run(query.Value)), Time: Stopped.Milliseconds(() => Run(query.Value))))
            .MinBy(tried => tried.Time).Rival;
    }

    /// <summary>How long it takes, connecting included.</summary>
    public double Milliseconds() => Stopped.Milliseconds(() => Run(_query));

    private static long[] Run(string query)
    {
        using var rival = DuckDbRival.OpenEmpty();
        return rival.Numbers(query);
    }
}
