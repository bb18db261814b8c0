using Azure.Data.Tables;
using CustomerJourneys.Journeys;
using CustomerJourneys.Problems;
using CustomerJourneys.Storage.Journeys;

namespace CustomerJourneys.Storage.Tests.Journeys;

[Collection(OnAzurite.Name)]
public sealed class TableJourneyListTests(AzuriteOfRun azurite)
{
    private readonly TestStorage _storage = new(azurite);

    private TableJourneyStore Store => new(_storage.Tables, TimeProvider.System);

    [Fact]
    public async Task ListAsync_HundredsOfJourneys_ArePagedNewestFirst()
    {
        var ids = await AddManyAsync(250, i => "Journey " + i);

        var listed = new List<string>();
        string? continuation = null;
        do
        {
            var page = await Store.ListAsync(null, 60, continuation, default);
            Assert.InRange(page.Items.Count, 1, 60);
            listed.AddRange(page.Items.Select(journey => journey.Id));
            continuation = page.Continuation;
        }
        while (continuation is not null);

        Assert.Equal(ids.AsEnumerable().Reverse(), listed);
    }

    [Fact]
    public async Task ListAsync_PageEndsWithTheLastJourney_HasNoContinuation()
    {
        await AddManyAsync(3, i => "Journey " + i);

        Assert.Null((await Store.ListAsync("", 3, null, default)).Continuation);
        Assert.NotNull((await Store.ListAsync("", 2, null, default)).Continuation);
    }

    [Fact]
    public async Task ListAsync_JourneyAddedAndDeletedBetweenPages_NeitherRepeatsNorSkipsOthers()
    {
        var ids = await AddManyAsync(6, i => "Journey " + i);
        var first = await Store.ListAsync(null, 2, null, default);
        await Store.AddAsync(JourneySamples.Journey(1), default);
        await Store.DeleteAsync(new DeletedJourney(ids[4], JourneySamples.Noon), 1, default);

        var rest = await Store.ListAsync(null, 10, first.Continuation, default);

        Assert.Equal([ids[3], ids[2], ids[1], ids[0]], rest.Items.Select(journey => journey.Id));
    }

    [Fact]
    public async Task ListAsync_Search_FindsPartsOfNamesIgnoringCase()
    {
        await AddManyAsync(120, i => i % 40 == 7 ? $"Große COFFEE 'tasting' {i}" : $"Journey {i}");

        var found = await ListAllAsync("coffee 'TAST");

        Assert.Equal(["Große COFFEE 'tasting' 87", "Große COFFEE 'tasting' 47", "Große COFFEE 'tasting' 7"], found);
        Assert.Empty(await ListAllAsync("no such name"));
    }

    [Fact]
    public async Task ListAsync_RareNameAmongThousands_IsFoundThoughPagesAreShort()
    {
        await AddManyAsync(1_150, i => i == 3 ? "needle" : "hay");

        var first = await Store.ListAsync("needle", 10, null, default);
        Assert.Empty(first.Items);
        Assert.NotNull(first.Continuation);
        Assert.Equal(["needle"], await ListAllAsync("needle"));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("MXxyZXN1bHRzfDAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVm")]
    [InlineData("!!")]
    [InlineData("MXxqb3VybmV5c3x4")]
    public async Task ListAsync_ForeignToken_IsAProblem(string token)
    {
        var problem = await Assert.ThrowsAsync<ProblemException>(() => Store.ListAsync(null, 10, token, default));

        Assert.Equal(ProblemKind.Invalid, problem.Kind);
        Assert.Equal("continuation_invalid", problem.Code);
        Assert.Equal("continuation", Assert.Single(problem.Errors).Path);
    }

    private async Task<List<string>> ListAllAsync(string search)
    {
        var names = new List<string>();
        string? continuation = null;
        do
        {
            var page = await Store.ListAsync(search, 2, continuation, default);
            names.AddRange(page.Items.Select(journey => journey.Definition.DisplayName));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return names;
    }

    /// <summary>Adds journeys whose ids ascend with their number.</summary>
    private async Task<List<string>> AddManyAsync(int count, Func<int, string> name)
    {
        var table = await _storage.Tables.OpenAsync("journeys", default);
        var journeys = Enumerable.Range(0, count)
            .Select(i => JourneySamples.Journey(1, name(i)) with { Id = $"0192{i:x8}{new string('f', 20)}" }).ToList();
        foreach (var batch in journeys.Chunk(100))
        {
            await table.SubmitTransactionAsync(
                batch.Select(journey => new TableTransactionAction(TableTransactionActionType.Add, JourneyRow.Write(journey))));
        }

        return [.. journeys.Select(journey => journey.Id)];
    }
}
