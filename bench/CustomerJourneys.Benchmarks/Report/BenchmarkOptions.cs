using System.Globalization;
using CustomerJourneys.Benchmarks.Comparison;

namespace CustomerJourneys.Benchmarks.Report;

/// <summary>What a run of the benchmarks is asked for.</summary>
/// <param name="Activities">How many activities are generated, about.</param>
/// <param name="Parts">Which parts are run.</param>
/// <param name="Rivals">Which rivals are run.</param>
/// <param name="Results">The file that the results are written to.</param>
/// <param name="Commit">The commit that was built.</param>
internal sealed record BenchmarkOptions(long Activities, IReadOnlySet<string> Parts, IReadOnlySet<string> Rivals, string Results, string Commit)
{
    public const long DefaultActivities = 25_000_000;

    public static readonly string[] AllParts =
        ["evaluator", "lists", "groups", "plot", "micro", "import", "bytes", "recalculation", "unchanged", "ten", "one-percent", "memory", "processes", "batch"];

    public static readonly string[] AllRivals = ["duckdb", "linq"];

    public static BenchmarkOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new BenchmarkOptions(DefaultActivities, AllParts.ToHashSet(), AllRivals.ToHashSet(), "", "");
        for (var i = 0; i < arguments.Count; i += 2)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : throw new BenchmarkException($"{arguments[i]} needs a value.");
            options = arguments[i] switch
            {
                "--activities" => options with { Activities = ReadActivities(value) },
                "--only" => options with { Parts = Choose(value, AllParts) },
                "--rivals" => options with { Rivals = Choose(value, AllRivals) },
                "--results" => options with { Results = value },
                "--commit" => options with { Commit = value },
                _ => throw new BenchmarkException($"{arguments[i]} is unknown. Known: --activities N, --only {string.Join(',', AllParts)}, --rivals {string.Join(',', AllRivals)}."),
            };
        }

        return options;
    }

    /// <summary>Whether one of these parts is asked for.</summary>
    public bool Has(params string[] parts) => parts.Any(Parts.Contains);

    /// <summary>Whether this rival is run. Parts that are held against another one are left out.</summary>
    public bool IsHeldAgainst(string rival) => Rivals.Contains(rival);

    private static long ReadActivities(string value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var activities) && activities is >= 10_000 and <= 1_000_000_000
            ? activities
            : throw new BenchmarkException("--activities takes a whole number from 10000 to 1000000000.");

    private static HashSet<string> Choose(string value, string[] known)
    {
        var chosen = value.Split(',', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        return chosen.FirstOrDefault(name => !known.Contains(name)) is { } unknown
            ? throw new BenchmarkException($"{unknown} is unknown. Known: {string.Join(',', known)}.")
            : chosen;
    }
}
