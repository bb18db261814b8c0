namespace CustomerJourneys.Benchmarks.Comparison;

/// <summary>Contacts per stage, compared before any time is believed.</summary>
internal static class Counts
{
    /// <exception cref="BenchmarkException">They differ.</exception>
    public static void RequireEqual(string what, IReadOnlyList<long> ours, IReadOnlyList<long> theirs)
    {
        if (!ours.SequenceEqual(theirs))
            throw new BenchmarkException($"{what}: we count {string.Join(' ', ours)}, the rival {string.Join(' ', theirs)}.");
        if (ours[^1] == 0)
            throw new BenchmarkException($"{what}: nobody reached the last stage, so equal counts say little.");
    }
}

/// <summary>A part failed, or counts differ: there is no number to print.</summary>
internal sealed class BenchmarkException : Exception
{
    public BenchmarkException(string message)
        : base(message)
    {
    }
}
