using CustomerJourneys.Results;

namespace CustomerJourneys.Tests.Results;

public sealed class StageRatesTests
{
    [Fact]
    public void Of_Counts_DerivesEveryRate()
    {
        var rates = Rates(1000, (400, 200), (100, null), (100, 50));

        Assert.Equal(new StageRates(1, 1, 0.4, 300, 0.75, 2), rates[0]);
        Assert.Equal(new StageRates(0.25, 0.25, 0.1, 0, 0, null), rates[1]);
        Assert.Equal(new StageRates(1, 0.25, 0.1, null, null, 2), rates[2]);
    }

    [Fact]
    public void Of_NobodyInAStage_RatesOfItAreAbsent()
    {
        var rates = Rates(1000, (10, null), (0, 5), (0, null));

        Assert.Equal(new StageRates(1, 1, 0.01, 10, 1, null), rates[0]);
        Assert.Equal(new StageRates(0, 0, 0, 0, null, 0), rates[1]);
        Assert.Equal(new StageRates(null, 0, 0, null, null, null), rates[2]);
    }

    [Fact]
    public void Of_NobodyAtAll_HasNoRates() =>
        Assert.Equal([new StageRates(null, null, null, 0, null, null), new StageRates(null, null, null, null, null, null)], Rates(0, (0, null), (0, null)));

    private static IReadOnlyList<StageRates> Rates(long contacts, params (long Converted, long? Kpi)[] stages) => StageRates.Of(new JourneyResult(
        "r", "j", 1, "run", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, 1, contacts, 1, 0, 1,
        [.. stages.Select((stage, i) => new StageResult($"s{i}", $"s{i}", stage.Kpi, stage.Converted, null))]));
}
