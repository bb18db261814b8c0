namespace CustomerJourneys.Benchmarks.Comparison;

/// <summary>Every side of a comparison gets two threads.</summary>
internal static class TwoThreads
{
    public const int Count = 2;

    public static ParallelOptions Options { get; } = new() { MaxDegreeOfParallelism = Count };
}
