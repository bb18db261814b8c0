using CustomerJourneys.Activities.Segments;

namespace CustomerJourneys.Tests.Activities.Segments;

public sealed class RowOrderTests
{
    [Theory]
    [InlineData(0, 10, 1_000)]
    [InlineData(1, 10, 1_000)]
    [InlineData(200, 10, 1_000)]
    [InlineData(5_000, 1, 1)]
    [InlineData(5_000, 40, 3)]
    [InlineData(5_000, 3_000, 15_552_000_000)]
    [InlineData(5_000, int.MaxValue, 15_552_000_000)]
    [InlineData(5_000, int.MaxValue, SegmentLimits.MaxTime - SegmentLimits.MinTime)]
    public void Of_AnyRows_SortsByContactThenTimeAndKeepsEqualOnes(int rows, int contacts, long times)
    {
        var random = new Random(41);
        var contactColumn = Enumerable.Range(0, rows).Select(_ => random.Next(contacts)).ToArray();
        var timeColumn = Enumerable.Range(0, rows).Select(_ => SegmentLimits.MinTime + random.NextInt64(times)).ToArray();

        var order = RowOrder.Of(contactColumn, timeColumn, rows == 0 ? 0 : timeColumn.Min(), rows == 0 ? 0 : timeColumn.Max());

        Assert.Equal(Enumerable.Range(0, rows).OrderBy(row => contactColumn[row]).ThenBy(row => timeColumn[row]), order);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(10_000)]
    public void Sort_Numbers_SortsThem(int count)
    {
        var random = new Random(42);
        var keys = Enumerable.Range(0, count).Select(_ => (ulong)random.NextInt64() << 1).ToArray();
        var expected = keys.Order().ToArray();

        RowOrder.Sort(keys);

        Assert.Equal(expected, keys);
    }
}
