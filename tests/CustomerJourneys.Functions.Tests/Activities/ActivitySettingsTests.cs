using CustomerJourneys.Functions.Activities;
using Microsoft.Extensions.Configuration;

namespace CustomerJourneys.Functions.Tests.Activities;

public sealed class ActivitySettingsTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("1", 1)]
    [InlineData("36500", 36_500)]
    public void ReadRetention_DaysOrNothing_IsTaken(string? text, int? days) =>
        Assert.Equal(days, ActivitySettings.ReadRetention(Settings(ActivitySettings.RetentionSetting, text))?.TotalDays);

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("36501")]
    [InlineData("1.5")]
    [InlineData("a year")]
    public void ReadRetention_AnythingElse_IsRefusedWithTheSettingsName(string text) =>
        Assert.Contains(
            "ActivityRetentionDays",
            Assert.Throws<InvalidOperationException>(() => ActivitySettings.ReadRetention(Settings(ActivitySettings.RetentionSetting, text))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void ReadErasureKey_TooShort_IsRefusedWithoutTellingIt()
    {
        var message = Assert.Throws<InvalidOperationException>(() => ActivitySettings.ReadErasureKey(Settings(ActivitySettings.ErasureKeySetting, "short secret"))).Message;
        Assert.Contains("ErasureKey", message, StringComparison.Ordinal);
        Assert.DoesNotContain("short secret", message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadErasureKey_TheSameSecret_GivesTheSameHashes()
    {
        Assert.Null(ActivitySettings.ReadErasureKey(Settings(ActivitySettings.ErasureKeySetting, null)));
        var key = ActivitySettings.ReadErasureKey(Settings(ActivitySettings.ErasureKeySetting, "sixteen letters."))!;
        var again = ActivitySettings.ReadErasureKey(Settings(ActivitySettings.ErasureKeySetting, "sixteen letters."))!;
        Assert.Equal(key.HashOf("ada"), again.HashOf("ada"));
        Assert.NotEqual(key.HashOf("ada"), key.HashOf("bob"));
    }

    private static IConfiguration Settings(string name, string? value) =>
        new ConfigurationBuilder().AddInMemoryCollection([new(name, value)]).Build();
}
