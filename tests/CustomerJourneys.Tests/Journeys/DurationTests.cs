using CustomerJourneys.Journeys;

namespace CustomerJourneys.Tests.Journeys;

public sealed class DurationTests
{
    [Theory]
    [InlineData("P7D", 604_800_000)]
    [InlineData("PT30M", 1_800_000)]
    [InlineData("P1W", 604_800_000)]
    [InlineData("P1W2DT3H4M5.678S", 788_645_678)]
    [InlineData("PT0.001S", 1)]
    [InlineData("PT90S", 90_000)]
    [InlineData("PT0M1S", 1_000)]
    [InlineData("P36500D", Duration.MaxMilliseconds)]
    public void TryParse_Duration_IsReadAndKeptAsWritten(string text, long milliseconds)
    {
        Assert.True(Duration.TryParse(text, out var duration));
        Assert.Equal((text, milliseconds, text), (duration.Text, duration.Milliseconds, duration.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1DT")]
    [InlineData("7D")]
    [InlineData("p7d")]
    [InlineData(" P7D")]
    [InlineData("P7D\n")]
    [InlineData("-P7D")]
    [InlineData("P-7D")]
    [InlineData("P1M")]
    [InlineData("P1Y")]
    [InlineData("P1.5D")]
    [InlineData("PT1.0005S")]
    [InlineData("PT1,5S")]
    [InlineData("PT.5S")]
    [InlineData("P0D")]
    [InlineData("PT0S")]
    [InlineData("PT1S2M")]
    [InlineData("P7D7D")]
    [InlineData("PT7D")]
    [InlineData("P7H")]
    [InlineData("P36500DT1S")]
    [InlineData("P999999999999W")]
    [InlineData("P9999999999999999999999999D")]
    [InlineData("P٧D")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(Duration.TryParse(text, out _));
}
