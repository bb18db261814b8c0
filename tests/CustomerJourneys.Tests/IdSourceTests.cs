namespace CustomerJourneys.Tests;

public sealed class IdSourceTests
{
    [Fact]
    public void NewId_FromClock_IsUniqueLowercaseHexAndAscendsWithTheMillisecond()
    {
        var time = new SteppedTime();
        var ids = IdSource.FromClock(time);
        var made = new List<string>();
        for (var i = 0; i < 1_000; i++)
        {
            made.Add(ids.NewId());
            time.Now += TimeSpan.FromMilliseconds(1);
        }

        Assert.All(made, id => Assert.Matches("^[0-9a-f]{32}$", id));
        Assert.Equal(made, made.Order(StringComparer.Ordinal));

        // At one instant as well, if in no order.
        Assert.Equal(1_000, Enumerable.Range(0, 1_000).Select(_ => ids.NewId()).Distinct().Count());
    }

    private sealed class SteppedTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 1, 23, 59, 59, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
