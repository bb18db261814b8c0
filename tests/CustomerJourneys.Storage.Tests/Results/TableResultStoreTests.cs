using Azure.Core;
using Azure.Data.Tables;
using CustomerJourneys.Problems;
using CustomerJourneys.Results;
using CustomerJourneys.Storage.Results;
using CustomerJourneys.Storage.Rows;

namespace CustomerJourneys.Storage.Tests.Results;

[Collection(OnAzurite.Name)]
public sealed class TableResultStoreTests(AzuriteOfRun azurite)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TestStorage _storage = new(azurite);

    private TableResultStore Store => new(_storage.Tables, TimeProvider.System);

    [Fact]
    public async Task PublishAsync_FirstResult_IsCurrentAndInTheHistory()
    {
        var result = Result("j1", 1);

        Assert.True(await Store.PublishAsync(result, default));

        Assert.Equivalent(result, await Store.FindCurrentAsync("j1", default), strict: true);
        Assert.Equivalent(result, await Store.FindAsync("j1", result.ResultId, default), strict: true);
        Assert.Equivalent(result, Assert.Single((await Store.ListAsync("j1", 10, null, default)).Items), strict: true);
    }

    [Fact]
    public async Task PublishAsync_LaterData_Replaces()
    {
        await Store.PublishAsync(Result("j1", 1), default);

        Assert.True(await Store.PublishAsync(Result("j1", 2), default));

        Assert.Equal(Id(2), (await Store.FindCurrentAsync("j1", default))!.ResultId);
        Assert.Equal(Id(1), (await Store.FindAsync("j1", Id(1), default))!.ResultId);
    }

    [Fact]
    public async Task PublishAsync_AnotherProcessPublishedSince_ReplacesOnlyWhatIsEarlier()
    {
        var (ours, other) = (Store, Store);
        await ours.PublishAsync(Result("j1", 1), default);
        await other.PublishAsync(Result("j1", 3), default);

        Assert.False(await ours.PublishAsync(Result("j1", 2), default));
        Assert.True(await ours.PublishAsync(Result("j1", 4), default));

        Assert.Equal(Id(4), (await other.FindCurrentAsync("j1", default))!.ResultId);
        Assert.Equal([Id(4), Id(3), Id(1)], (await other.ListAsync("j1", 10, null, default)).Items.Select(one => one.ResultId));
    }

    [Fact]
    public async Task PublishAsync_EarlierData_ChangesNothing()
    {
        await Store.PublishAsync(Result("j1", 2), default);

        Assert.False(await Store.PublishAsync(Result("j1", 1), default));

        Assert.Equal(Id(2), (await Store.FindCurrentAsync("j1", default))!.ResultId);
        Assert.Null(await Store.FindAsync("j1", Id(1), default));
        Assert.Single((await Store.ListAsync("j1", 10, null, default)).Items);
    }

    [Fact]
    public async Task PublishAsync_Repeated_ChangesNothing()
    {
        await Store.PublishAsync(Result("j1", 1), default);

        Assert.True(await Store.PublishAsync(Result("j1", 1) with { ContactsTotal = 99 }, default));

        Assert.Equal(1_000, (await Store.FindCurrentAsync("j1", default))!.ContactsTotal);
        Assert.Single((await Store.ListAsync("j1", 10, null, default)).Items);
    }

    [Fact]
    public async Task PublishAsync_EqualData_TheLaterResultStaysWhicheverComesLast()
    {
        var (first, second) = (Result("j1", 1), Result("j1", 2) with { DataAsOf = Result("j1", 1).DataAsOf });

        Assert.True(await Store.PublishAsync(first, default));
        Assert.True(await Store.PublishAsync(second, default));
        Assert.False(await Store.PublishAsync(first, default));

        Assert.Equal(second.ResultId, (await Store.FindCurrentAsync("j1", default))!.ResultId);
    }

    [Fact]
    public async Task PublishAsync_LaterVersionOfAHostWhoseClockIsBehind_ReplacesAndStays()
    {
        var saved = Result("j1", 1) with { JourneyVersion = 4 };
        await Store.PublishAsync(Result("j1", 2), default);

        Assert.True(await Store.PublishAsync(saved, default));
        Assert.False(await Store.PublishAsync(Result("j1", 3), default));

        Assert.Equal(saved.ResultId, (await Store.FindCurrentAsync("j1", default))!.ResultId);
    }

    [Fact]
    public async Task PublishAsync_ManyAtOnce_TheLatestDataWins()
    {
        var results = Enumerable.Range(1, 10).Select(i => Result("j1", i)).ToList();

        await Task.WhenAll(results.Select(result => Store.PublishAsync(result, default)));

        Assert.Equal(Id(10), (await Store.FindCurrentAsync("j1", default))!.ResultId);
        Assert.Contains((await Store.ListAsync("j1", 100, null, default)).Items, result => result.ResultId == Id(10));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PublishAsync_CrashAroundTheWrite_RepeatGivesTheSameState(bool written)
    {
        await Store.PublishAsync(Result("j1", 1), default);
        var result = Result("j1", 2);
        using var crash = new CancellationTokenSource();
        var fault = new DyingTransport(request => request.Method == RequestMethod.Post && !IsTables(request), crash, written);
        var dying = new TableResultStore(_storage.TablesOver(fault), TimeProvider.System);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dying.PublishAsync(result, crash.Token));
        // After the crash both rows are there, or neither.
        var current = await Store.FindCurrentAsync("j1", default);
        Assert.Equal(written ? Id(2) : Id(1), current!.ResultId);
        Assert.Equal(written, await Store.FindAsync("j1", Id(2), default) is not null);

        Assert.True(await Store.PublishAsync(result, default));

        Assert.Equal(Id(2), (await Store.FindCurrentAsync("j1", default))!.ResultId);
        Assert.Equal([Id(2), Id(1)], (await Store.ListAsync("j1", 10, null, default)).Items.Select(one => one.ResultId));
    }

    [Fact]
    public async Task PublishAsync_AnswerLost_IsPublishedOnce()
    {
        var lose = true;
        var transport = new LossyTransport(request => request.Method == RequestMethod.Post && !IsTables(request) && lose && !(lose = false));
        var store = new TableResultStore(_storage.TablesOver(transport), TimeProvider.System);

        Assert.True(await store.PublishAsync(Result("j1", 1), default));

        Assert.Equal(1, transport.Lost);
        Assert.Single((await Store.ListAsync("j1", 10, null, default)).Items);
    }

    [Theory]
    [InlineData("unknown", "0123456789abcdef0123456789abcdef")]
    [InlineData("j1", "nonsense")]
    [InlineData("no/such?journey", "../x")]
    public async Task FindAsync_NoSuchResult_IsNull(string journeyId, string resultId)
    {
        await Store.PublishAsync(Result("j1", 1), default);

        Assert.Null(await Store.FindAsync(journeyId, resultId, default));
        Assert.Null(await Store.FindCurrentAsync("other", default));
    }

    [Fact]
    public async Task ListAsync_Hundreds_ArePagedNewestFirstAndByJourney()
    {
        for (var i = 1; i <= 130; i++)
            await Store.PublishAsync(Result("j1", i), default);
        await Store.PublishAsync(Result("j10", 500), default);
        await Store.PublishAsync(Result("j1-", 501), default);

        var listed = new List<string>();
        string? continuation = null;
        do
        {
            var page = await Store.ListAsync("j1", 50, continuation, default);
            listed.AddRange(page.Items.Select(result => result.ResultId));
            continuation = page.Continuation;
        }
        while (continuation is not null);

        Assert.Equal(Enumerable.Range(1, 130).Reverse().Select(Id), listed);
    }

    [Fact]
    public async Task ListAsync_TokenOfAnotherJourney_IsAProblem()
    {
        await Store.PublishAsync(Result("j1", 1), default);
        await Store.PublishAsync(Result("j1", 2), default);
        var token = (await Store.ListAsync("j1", 1, null, default)).Continuation;

        var problem = await Assert.ThrowsAsync<ProblemException>(() => Store.ListAsync("j2", 1, token, default));

        Assert.Equal("continuation_invalid", problem.Code);
    }

    [Fact]
    public async Task DeleteAsync_DeletesTheResultsOfThatJourneyOnly()
    {
        for (var i = 1; i <= 120; i++)
            await Store.PublishAsync(Result("j1", i), default);
        await Store.PublishAsync(Result("j2", 1), default);

        await Store.DeleteAsync("j1", default);
        await Store.DeleteAsync("j1", default);

        Assert.Null(await Store.FindCurrentAsync("j1", default));
        Assert.Empty((await Store.ListAsync("j1", 10, null, default)).Items);
        Assert.NotNull(await Store.FindCurrentAsync("j2", default));
    }

    [Fact]
    public async Task FindCurrentAsync_NewerSchema_NamesTheJourney()
    {
        await Store.PublishAsync(Result("j1", 1), default);
        var table = await _storage.Tables.OpenAsync("results", default);
        var row = (await table.GetEntityAsync<TableEntity>("j1", "current-j1")).Value;
        row["Schema"] = 9;
        await table.UpdateEntityAsync(row, row.ETag);

        var error = await Assert.ThrowsAsync<StoredSchemaException>(() => Store.FindCurrentAsync("j1", default));

        Assert.Contains("journey j1", error.Message, StringComparison.Ordinal);
    }

    private static bool IsTables(Request request) => request.Uri.Path.EndsWith("/Tables", StringComparison.Ordinal);

    private static string Id(int number) => $"0192{number:x8}{new string('7', 20)}";

    private static JourneyResult Result(string journeyId, int number) => new(
        Id(number), journeyId, 3, "run" + number, Noon.AddMinutes(number), Noon.AddMinutes(number).AddTicks(7), 12, 1_000, 5_000_000_000, 0, 16,
        [
            new StageResult("s1", "Größe", 4_000, 900, null),
            new StageResult("s2", "Buy", null, 0, new TimeToConvert(1.5, 0.1, 1, 1e9)),
        ]);
}
