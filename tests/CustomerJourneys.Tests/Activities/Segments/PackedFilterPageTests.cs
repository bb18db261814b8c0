using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Activities.Segments;

namespace CustomerJourneys.Tests.Activities.Segments;

public sealed class PackedFilterPageTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(2_900)]
    [InlineData(4_096)]
    public void Contains_EveryHashOfThePage_IsFoundAtEveryWidth(int count)
    {
        var hashes = Hashes(count, count);
        foreach (var lowBits in (int[])[SegmentLimits.MinFilterLowBits, 9, SegmentLimits.FilterLowBits, 31, SegmentLimits.MaxFilterLowBits])
        {
            var page = Page(hashes, lowBits);
            Assert.Equal(count, PackedFilterPage.Count(page, lowBits, BlobPart.OfSegment("s", "filter")));
            Assert.All(hashes, hash => Assert.True(PackedFilterPage.Contains(page, hash, lowBits)));
        }
    }

    [Fact]
    public void Contains_LeastAndGreatestAndEqualHashes_AreFound()
    {
        ulong[] hashes = [0, 0, 1, ulong.MaxValue / 2, ulong.MaxValue, ulong.MaxValue];
        var page = Page(hashes, 18);

        Assert.All(hashes, hash => Assert.True(PackedFilterPage.Contains(page, hash, 18)));
        Assert.False(PackedFilterPage.Contains(page, ulong.MaxValue - (1UL << 50), 18));
    }

    [Fact]
    public void Contains_AbsentHashes_SeemPresentAsSeldomAsTheWidthSays()
    {
        var random = new Random(1);
        var page = Page(Hashes(2, 3_000), 10);
        const int asked = 1_000_000;
        var seeming = 0;
        for (var i = 0; i < asked; i++)
            seeming += PackedFilterPage.Contains(page, (ulong)random.NextInt64(long.MinValue, long.MaxValue), 10) ? 1 : 0;

        // 3,000 hashes in 2,048 buckets: one in 2^10 * 2048 / 3000.
        Assert.InRange(seeming, asked / 1024 * 1.3, asked / 1024 * 1.6);
    }

    [Fact]
    public void Build_ManyActivities_TakesLittleOverTwoBytesEach()
    {
        const int count = 100_000;
        var filter = SegmentFilter.Build(new ByteWriter(), Hashes(3, count));

        Assert.InRange(filter.Pages.Sum(page => (double)page.Length) / count, 2.05, 2.3);
    }

    private static ulong[] Hashes(int seed, int count)
    {
        var random = new Random(seed);
        var hashes = new ulong[count];
        foreach (ref var hash in hashes.AsSpan())
            hash = (ulong)random.NextInt64(long.MinValue, long.MaxValue);
        Array.Sort(hashes);
        return hashes;
    }

    private static byte[] Page(ulong[] hashes, int lowBits)
    {
        var page = new ByteWriter();
        PackedFilterPage.Encode(page, hashes, 0, lowBits);
        return page.ToArray();
    }
}
