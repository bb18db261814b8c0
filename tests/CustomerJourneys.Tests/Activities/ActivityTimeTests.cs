using CustomerJourneys.Activities;

namespace CustomerJourneys.Tests.Activities;

public sealed class ActivityTimeTests
{
    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("1970-01-01T00:00:00.001Z", 1)]
    [InlineData("1970-01-01T00:00:00.0019999999999Z", 1)]
    [InlineData("1970-01-01T00:00:00.5Z", 500)]
    [InlineData("1970-01-01t00:00:01z", 1_000)]
    [InlineData("1970-01-01 00:01:00Z", 60_000)]
    [InlineData("1970-01-01T01:00:00+01:00", 0)]
    [InlineData("1969-12-31T18:30:00-05:30", 0)]
    [InlineData("1969-12-31T23:59:59.999Z", -1)]
    [InlineData("2000-02-29T00:00:00Z", 951_782_400_000)]
    [InlineData("0001-01-01T00:00:00Z", -62_135_596_800_000)]
    [InlineData("9999-12-31T23:59:59.999Z", 253_402_300_799_999)]
    public void TryRead_WithZone_GivesMilliseconds(string text, long expected)
    {
        Assert.True(ActivityTime.TryRead(text, zoneIsOptional: false, out var strict));
        Assert.True(ActivityTime.TryRead(text, zoneIsOptional: true, out var relaxed));
        Assert.Equal((expected, expected), (strict, relaxed));
    }

    [Theory]
    [InlineData("1970-01-02", 86_400_000)]
    [InlineData("1970-01-01 00:01", 60_000)]
    [InlineData("1970-01-01 00:00:01", 1_000)]
    [InlineData("1970-01-01T00:00:01.25", 1_250)]
    [InlineData("1970-01-01 02:00+02:00", 0)]
    public void TryRead_WithoutZoneOrSeconds_IsUtcWhereFilesMay(string text, long expected)
    {
        Assert.False(ActivityTime.TryRead(text, zoneIsOptional: false, out _));
        Assert.True(ActivityTime.TryRead(text, zoneIsOptional: true, out var read));
        Assert.Equal(expected, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("1970-1-1T00:00:00Z")]
    [InlineData("1970-13-01T00:00:00Z")]
    [InlineData("1970-00-01T00:00:00Z")]
    [InlineData("1970-02-29T00:00:00Z")]
    [InlineData("1970-01-00T00:00:00Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("1970-01-01T24:00:00Z")]
    [InlineData("1970-01-01T00:60:00Z")]
    [InlineData("1970-01-01T00:00:60Z")]
    [InlineData("1970-01-01T00:00:00.Z")]
    [InlineData("1970-01-01T00:00:00,5Z")]
    [InlineData("1970-01-01T00:00:00+24:00")]
    [InlineData("1970-01-01T00:00:00+0100")]
    [InlineData("1970-01-01T00:00:00 Z")]
    [InlineData("1970-01-01T00:00:00ZZ")]
    [InlineData("1970-01-01T")]
    [InlineData("1970-01-01X00:00:00Z")]
    [InlineData("+1970-01-01T00:00:00Z")]
    [InlineData("１９７０-01-01T00:00:00Z")]
    public void TryRead_NoSuchTime_IsRefused(string text)
    {
        Assert.False(ActivityTime.TryRead(text, zoneIsOptional: false, out _));
        Assert.False(ActivityTime.TryRead(text, zoneIsOptional: true, out _));
    }
}
