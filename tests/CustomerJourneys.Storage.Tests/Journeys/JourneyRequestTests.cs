using CustomerJourneys.Journeys;
using CustomerJourneys.Storage.Journeys;

namespace CustomerJourneys.Storage.Tests.Journeys;

/// <summary>Journeys that are made to name a run by several processes.</summary>
[Collection(OnAzurite.Name)]
public sealed class JourneyRequestTests(AzuriteOfRun azurite)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TestStorage _storage = new(azurite);

    [Fact]
    public async Task RequestRecalculationAsync_AnotherProcessRequestedSince_IsLeftToThat()
    {
        var (ours, other) = (new TableJourneyStore(_storage.Tables, TimeProvider.System), new TableJourneyStore(_storage.Tables, TimeProvider.System));
        var stage = new Stage("s", "Stage", null, new ConditionSet(Match.All, [new ConditionGroup(Match.Any, [new PerformedActivity("purchase", [])])]));
        var journey = new StoredJourney(TestStorage.Ids.NewId(), 1, new Journey("Coffee", true, [stage]), Noon, Noon, "r1");
        await ours.AddAsync(journey, default);
        Assert.Equal("r1", (await ours.FindHeadAsync(journey.Id, default))!.RecalculationId);
        Assert.True(await other.RequestRecalculationAsync(journey.Id, "r1", "r2", default));

        Assert.False(await ours.RequestRecalculationAsync(journey.Id, "r1", "r3", default));

        Assert.Equal("r2", (await ours.FindHeadAsync(journey.Id, default))!.RecalculationId);
        Assert.True(await ours.RequestRecalculationAsync(journey.Id, "r2", "r4", default));
        Assert.Equal("r4", (await other.FindAsync(journey.Id, default))!.RecalculationId);
    }
}
