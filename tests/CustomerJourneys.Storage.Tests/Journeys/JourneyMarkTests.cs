using Azure.Core;
using CustomerJourneys.Journeys;
using CustomerJourneys.Storage.Journeys;

namespace CustomerJourneys.Storage.Tests.Journeys;

/// <summary>A journey's row and its mark change places in one write.</summary>
[Collection(OnAzurite.Name)]
public sealed class JourneyMarkTests(AzuriteOfRun azurite)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TestStorage _storage = new(azurite);

    private TableJourneyStore Store => new(_storage.Tables, TimeProvider.System);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DeleteAsync_CrashAroundTheWrite_LeavesTheJourneyOrItsMark(bool written)
    {
        var journey = await AddAsync();
        using var crash = new CancellationTokenSource();
        var fault = new DyingTransport(request => request.Method == RequestMethod.Post && !IsTables(request), crash, written);
        var dying = new TableJourneyStore(_storage.TablesOver(fault), TimeProvider.System);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dying.DeleteAsync(new DeletedJourney(journey.Id, Noon), 1, crash.Token));

        Assert.Equal(written, await Store.FindAsync(journey.Id, default) is null);
        Assert.Equal(written, await Store.FindDeletedAsync(journey.Id, default) is not null);
    }

    [Fact]
    public async Task DeleteAsync_AnswerLost_IsStillReportedAsDone()
    {
        var journey = await AddAsync();
        var lose = true;
        var transport = new LossyTransport(request => request.Method == RequestMethod.Post && !IsTables(request) && lose && !(lose = false));

        Assert.True(await new TableJourneyStore(_storage.TablesOver(transport), TimeProvider.System).DeleteAsync(new DeletedJourney(journey.Id, Noon), 1, default));

        Assert.Equal(1, transport.Lost);
        Assert.Equal(new DeletedJourney(journey.Id, Noon), await Store.FindDeletedAsync(journey.Id, default));
    }

    [Fact]
    public async Task DeleteAsync_SavedMeanwhile_WritesNothing()
    {
        var journey = await AddAsync();
        var interfered = false;
        var transport = new InterferingTransport(request => request.Method == RequestMethod.Post, async () =>
        {
            if (!interfered)
                Assert.True(await Store.ReplaceAsync(journey with { Version = 2, RecalculationId = "r2" }, 1, default));
            interfered = true;
        });

        Assert.False(await new TableJourneyStore(_storage.TablesOver(transport), TimeProvider.System).DeleteAsync(new DeletedJourney(journey.Id, Noon), 1, default));

        Assert.True(interfered);
        Assert.Equal(2, (await Store.FindAsync(journey.Id, default))!.Version);
        Assert.Empty(await Store.ListDeletedAsync(default));
    }

    [Fact]
    public async Task Marks_AreNoJourneys_AndAreReplacedAndForgotten()
    {
        var (deleted, kept) = (await AddAsync(), await AddAsync());
        await Store.DeleteAsync(new DeletedJourney(deleted.Id, Noon), 1, default);

        Assert.Equal([kept.Id], (await Store.ListAsync(null, 10, null, default)).Items.Select(journey => journey.Id));
        await Store.ReplaceDeletedAsync(new DeletedJourney(deleted.Id, Noon.AddHours(1)), default);
        await Store.ReplaceDeletedAsync(new DeletedJourney(kept.Id, Noon), default);
        Assert.Equal([new DeletedJourney(deleted.Id, Noon.AddHours(1))], await Store.ListDeletedAsync(default));

        await Store.ForgetDeletedAsync(deleted.Id, default);
        await Store.ForgetDeletedAsync(deleted.Id, default);
        Assert.Empty(await Store.ListDeletedAsync(default));
        Assert.Null(await Store.FindDeletedAsync("no/such?journey#", default));
        await Store.ForgetDeletedAsync("no/such?journey#", default);
    }

    private async Task<StoredJourney> AddAsync()
    {
        var journey = new StoredJourney(TestStorage.Ids.NewId(), 1, new Journey("Coffee", true, []), Noon, Noon, "r1");
        await Store.AddAsync(journey, default);
        return journey;
    }

    private static bool IsTables(Request request) => request.Uri.Path.EndsWith("/Tables", StringComparison.Ordinal);
}
