using CustomerJourneys.Activities.Segments;

namespace CustomerJourneys.Tests.Activities.Segments;

public sealed class CompactionPolicyTests
{
    [Fact]
    public void Choose_RoomForOneMore_MergesNothing() =>
        Assert.Empty(CompactionPolicy.Choose([1, 1, 1], 1, maxSegments: 4, maxMerged: 100));

    [Fact]
    public void Choose_SmallOnesBesideALargeOne_LeavesTheLargeOneAlone() =>
        Assert.Equal([1, 2, 3], CompactionPolicy.Choose([1_000_000, 10, 10, 10], 10, maxSegments: 4, maxMerged: 10_000_000));

    [Fact]
    public void Choose_OnlyLargeOnes_MergesTheSmallestOfThem() =>
        Assert.Equal([2], CompactionPolicy.Choose([9_000, 8_000, 7_000, 9_500], 10, maxSegments: 4, maxMerged: 10_000_000));

    [Fact]
    public void Choose_MergeOverTheLimit_IsLeftOut() =>
        Assert.Empty(CompactionPolicy.Choose([90, 90, 90, 90], 20, maxSegments: 4, maxMerged: 100));

    [Fact]
    public void Choose_ThousandEqualCommits_KeepsFewSegmentsAndRewritesLittle()
    {
        var sizes = new List<long>();
        long rewritten = 0;
        for (var commit = 0; commit < 1_000; commit++)
        {
            var merged = CompactionPolicy.Choose(sizes, 100, maxSegments: 8, maxMerged: long.MaxValue);
            var total = 100 + merged.Sum(i => sizes[i]);
            rewritten += total;
            foreach (var i in merged.Reverse())
                sizes.RemoveAt(i);
            sizes.Add(total);
            Assert.InRange(sizes.Count, 1, 8);
        }
        Assert.Equal(100_000, sizes.Sum());
        Assert.InRange(rewritten, 100_000, 100_000 * 10);
    }
}
