using CustomerJourneys.Results;

namespace CustomerJourneys.Tests.Results;

public sealed class SortedGapsTests
{
    [Fact]
    public void Summarize_RandomColumns_IsWhatSortingAllGives()
    {
        var random = new Random(5);
        for (var trial = 0; trial < 2_000; trial++)
        {
            var most = random.Next(2) == 0 ? 5 : 10_000_000_000;
            var columns = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Column(random, most)).ToList();
            long[] sorted = [.. columns.SelectMany(column => column).Order()];
            if (sorted.Length == 0)
            {
                Assert.Null(SortedGaps.Summarize(columns));
                continue;
            }

            var summary = SortedGaps.Summarize(columns)!;
            Assert.Equal(NearestRank(sorted, 50) / 1000d, summary.MedianSeconds);
            Assert.Equal(NearestRank(sorted, 10) / 1000d, summary.P10Seconds);
            Assert.Equal(NearestRank(sorted, 90) / 1000d, summary.P90Seconds);
            Assert.Equal(sorted.Average(gap => (decimal)gap) / 1000, (decimal)summary.MeanSeconds, 3);
        }
    }

    [Fact]
    public void Summarize_OneToTenSeconds_IsNearestRank() => Assert.Equal(
        new TimeToConvert(5, 5.5, 1, 9),
        SortedGaps.Summarize([[1000, 3000, 5000, 7000, 9000], [], [2000, 4000, 6000, 8000, 10000]]));

    [Fact]
    public void Summarize_Nothing_IsAbsent()
    {
        Assert.Null(SortedGaps.Summarize([]));
        Assert.Null(SortedGaps.Summarize([[], []]));
    }

    [Fact]
    public void Summarize_LongestGaps_DoNotOverflow()
    {
        var summary = SortedGaps.Summarize([[long.MaxValue - 1, long.MaxValue - 1], [0, long.MaxValue - 1]])!;
        Assert.Equal((long.MaxValue - 1) / 1000d, summary.MedianSeconds);
        Assert.Equal(0, summary.P10Seconds);
    }

    // The smallest value with at least that share of values at or below it.
    private static long NearestRank(long[] sorted, int percent) =>
        sorted.First(value => sorted.Count(other => other <= value) * 100L >= (long)percent * sorted.Length);

    private static long[] Column(Random random, long most) => [.. Enumerable.Range(0, random.Next(8)).Select(_ => random.NextInt64(most)).Order()];
}
