using CustomerJourneys.Storage.Activities;

namespace CustomerJourneys.Storage.Tests.Activities;

public sealed class BoundedCacheTests
{
    [Fact]
    public void Add_OverTheCapacity_DropsWhatWasUsedLongestAgo()
    {
        var cache = new BoundedCache<string, int>(2);
        cache.Add("a", 1);
        cache.Add("b", 2);
        Assert.True(cache.TryGet("a", out _));
        cache.Add("c", 3);
        cache.Add("c", 4);

        Assert.False(cache.TryGet("b", out _));
        Assert.True(cache.TryGet("a", out var a));
        Assert.True(cache.TryGet("c", out var c));
        Assert.Equal((1, 4), (a, c));
    }
}
