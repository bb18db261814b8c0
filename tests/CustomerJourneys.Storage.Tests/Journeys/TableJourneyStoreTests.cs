using System.Text;
using Azure.Core;
using Azure.Data.Tables;
using CustomerJourneys.Activities;
using CustomerJourneys.Journeys;
using CustomerJourneys.Problems;
using CustomerJourneys.Storage.Journeys;
using CustomerJourneys.Storage.Rows;

namespace CustomerJourneys.Storage.Tests.Journeys;

[Collection(OnAzurite.Name)]
public sealed class TableJourneyStoreTests(AzuriteOfRun azurite)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TestStorage _storage = new(azurite);

    private TableJourneyStore Store => new(_storage.Tables, TimeProvider.System);

    [Fact]
    public async Task FindAsync_AddedJourney_GivesItBackWhole()
    {
        var journey = Journey(1, "Kaffeeprobe ☕ – 👩🏽‍💻 \"quoted\" \\ \u0001") with
        {
            CreatedAt = Noon.AddTicks(1),
            ModifiedAt = new DateTimeOffset(2026, 11, 1, 14, 0, 0, TimeSpan.FromHours(2)),
        };
        await Store.AddAsync(journey, default);

        var found = await Store.FindAsync(journey.Id, default);

        Assert.Equivalent(journey, found, strict: true);
        Assert.Equal(journey.Definition.DisplayName, found!.Definition.DisplayName);
    }

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF")]
    [InlineData("no/such?journey#")]
    [InlineData("")]
    public async Task FindAsync_NoSuchJourney_IsNull(string id)
    {
        Assert.Null(await Store.FindAsync(id, default));
    }

    [Fact]
    public async Task AddAsync_DefinitionAtTheSizeLimit_IsKeptWhole()
    {
        // 10 stages x 10 groups x 10 conditions with long texts of four-byte characters: over 512 KiB as UTF-8.
        var value = new PropertyValue(string.Concat(Enumerable.Repeat("🙂", 110)));
        var condition = new PerformedActivity("purchase", [new FieldFilter("properties.plan", FieldOperator.Equals, value)]);
        var group = new ConditionGroup(Match.Any, [.. Enumerable.Repeat(condition, 10)]);
        var stage = new Stage("s", "Stage", 1, new ConditionSet(Match.All, [.. Enumerable.Repeat(group, 10)]));
        var journey = Journey(1) with { Definition = new Journey("Large", true, [.. Enumerable.Repeat(stage, 10)]) };
        Assert.InRange(StoredJourneyJson.Write(journey.Definition).Length, 512 * 1024, StoredContent.MaxSize);

        await Store.AddAsync(journey, default);

        var found = await Store.FindAsync(journey.Id, default);
        Assert.Equal(StoredJourneyJson.Write(journey.Definition), StoredJourneyJson.Write(found!.Definition));
    }

    [Fact]
    public async Task AddAsync_DefinitionBeyondARow_FailsLoudlyAndStoresNothing()
    {
        var stage = new Stage("s", new string('x', StoredContent.MaxSize), null, new ConditionSet(Match.All, []));
        var journey = Journey(1) with { Definition = new Journey("Too large", true, [stage]) };

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Store.AddAsync(journey, default));

        Assert.Contains(journey.Id, error.Message, StringComparison.Ordinal);
        Assert.Null(await Store.FindAsync(journey.Id, default));
    }

    [Fact]
    public async Task ReplaceAsync_ExpectedVersion_ReplacesAllOfIt()
    {
        var journey = Journey(1, new string('x', 200));
        await Store.AddAsync(journey, default);
        var next = journey with { Version = 2, Definition = Definition("Short"), ModifiedAt = Noon.AddHours(1), RecalculationId = "r2" };

        Assert.True(await Store.ReplaceAsync(next, 1, default));

        Assert.Equivalent(next, await Store.FindAsync(journey.Id, default), strict: true);
    }

    [Fact]
    public async Task ReplaceAsync_OtherVersionOrGone_IsFalseAndWritesNothing()
    {
        var journey = Journey(3);
        await Store.AddAsync(journey, default);

        Assert.False(await Store.ReplaceAsync(journey with { Version = 3, RecalculationId = "r9" }, 2, default));
        Assert.False(await Store.ReplaceAsync(Journey(2), 1, default));

        Assert.Equal("r1", (await Store.FindAsync(journey.Id, default))!.RecalculationId);
        Assert.Single((await Store.ListAsync(null, 10, null, default)).Items);
    }

    [Fact]
    public async Task ReplaceAsync_ManyWritersOfOneVersion_ExactlyOneWins()
    {
        var journey = Journey(1);
        await Store.AddAsync(journey, default);
        var writers = Enumerable.Range(1, 12).Select(i => journey with { Version = 2, RecalculationId = "writer" + i }).ToList();

        var won = await Task.WhenAll(writers.Select(next => Store.ReplaceAsync(next, 1, default)));

        var winner = Assert.Single(writers, next => won[writers.IndexOf(next)]);
        Assert.Equal(winner.RecalculationId, (await Store.FindAsync(journey.Id, default))!.RecalculationId);
    }

    [Fact]
    public async Task ReplaceAsync_RecalculationRequestedMeanwhile_StillReplaces()
    {
        var journey = Journey(1);
        await Store.AddAsync(journey, default);
        // The row is read, then changed without a new version, then written: the first write must lose and the second succeed.
        var interfered = false;
        var transport = new InterferingTransport(request => request.Method != RequestMethod.Get, async () =>
        {
            if (!interfered)
            {
                interfered = true;
                Assert.True(await Store.RequestRecalculationAsync(journey.Id, "r1", "r2", default));
            }
        });
        var store = new TableJourneyStore(_storage.TablesOver(transport), TimeProvider.System);

        Assert.True(await store.ReplaceAsync(journey with { Version = 2, RecalculationId = "r3" }, 1, default));

        Assert.True(interfered);
        Assert.Equal("r3", (await Store.FindAsync(journey.Id, default))!.RecalculationId);
    }

    [Fact]
    public async Task Writes_AnswerLostOnTheWay_AreStillReportedAsDone()
    {
        var journey = Journey(1);
        await Store.AddAsync(Journey(1), default);
        foreach (var write in (Func<TableJourneyStore, Task<bool>>[])
        [
            async store => { await store.AddAsync(journey, default); return true; },
            store => store.ReplaceAsync(journey with { Version = 2, RecalculationId = "r2" }, 1, default),
            store => store.RequestRecalculationAsync(journey.Id, "r2", "r3", default),
        ])
        {
            var lose = true;
            var transport = new LossyTransport(request =>
                request.Method != RequestMethod.Get && !request.Uri.Path.EndsWith("/Tables", StringComparison.Ordinal) && lose && !(lose = false));

            Assert.True(await write(new TableJourneyStore(_storage.TablesOver(transport), TimeProvider.System)));
            Assert.Equal(1, transport.Lost);
        }

        var found = await Store.FindAsync(journey.Id, default);
        Assert.Equal((2, "r3"), (found!.Version, found.RecalculationId));
    }

    [Fact]
    public async Task AddAsync_IdOfAnotherJourney_Throws()
    {
        var journey = Journey(1);
        await Store.AddAsync(journey, default);

        await Assert.ThrowsAsync<Azure.RequestFailedException>(() => Store.AddAsync(journey with { RecalculationId = "r2" }, default));
    }

    [Fact]
    public async Task DeleteAsync_OnlyTheExpectedVersion_IsDeleted()
    {
        var journey = Journey(2);
        await Store.AddAsync(journey, default);

        Assert.False(await Store.DeleteAsync(Deleted(journey), 1, default));
        Assert.NotNull(await Store.FindAsync(journey.Id, default));
        Assert.Empty(await Store.ListDeletedAsync(default));
        Assert.True(await Store.DeleteAsync(Deleted(journey), 2, default));
        Assert.Null(await Store.FindAsync(journey.Id, default));
        Assert.False(await Store.DeleteAsync(Deleted(journey), 2, default));
        Assert.False(await Store.DeleteAsync(Deleted(Journey(1)), 1, default));
        Assert.Equal([Deleted(journey)], await Store.ListDeletedAsync(default));
    }

    [Fact]
    public async Task RequestRecalculationAsync_ExpectedOne_ChangesOnlyThat()
    {
        var journey = Journey(4);
        await Store.AddAsync(journey, default);

        Assert.True(await Store.RequestRecalculationAsync(journey.Id, "r1", "r2", default));
        Assert.False(await Store.RequestRecalculationAsync(journey.Id, "r1", "r3", default));
        Assert.False(await Store.RequestRecalculationAsync(Journey(1).Id, "r1", "r3", default));

        Assert.Equivalent(journey with { RecalculationId = "r2" }, await Store.FindAsync(journey.Id, default), strict: true);
    }

    [Fact]
    public async Task ListHeadsAsync_MoreThanOneRequestGives_AreAllThereNewestFirst()
    {
        var journeys = Enumerable.Range(1, 1_100).Select(version => Journey(version)).ToList();
        await Parallel.ForEachAsync(journeys, async (journey, stop) => await Store.AddAsync(journey, stop));

        var heads = await Store.ListHeadsAsync(default);

        Assert.Equal(
            journeys.OrderByDescending(journey => journey.Id, StringComparer.Ordinal).Select(journey => new JourneyHead(journey.Id, journey.Version, journey.RecalculationId)),
            heads);
        Assert.Equal(heads[7], await Store.FindHeadAsync(heads[7].Id, default));
    }

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef")]
    [InlineData("no/such?journey#")]
    public async Task FindHeadAsync_NoSuchJourney_IsNull(string id) => Assert.Null(await Store.FindHeadAsync(id, default));

    [Fact]
    public async Task FindAsync_NewerSchema_NamesTheJourney()
    {
        var journey = Journey(1);
        await Store.AddAsync(journey, default);
        await ChangeRowAsync(row => row["Schema"] = 7);

        var error = await Assert.ThrowsAsync<StoredSchemaException>(() => Store.FindAsync(journey.Id, default));

        Assert.Contains(journey.Id, error.Message, StringComparison.Ordinal);
        Assert.Contains("schema 7", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindAsync_RowOfSchemaOne_IsRead()
    {
        var journey = Journey(1);
        await Store.AddAsync(journey, default);
        await ChangeRowAsync(row =>
        {
            var content = Encoding.UTF8.GetBytes(StoredJourneyJsonTests.SchemaOne);
            (row["Schema"], row["Content00"], row["ContentSize"]) = (1, content, content.Length);
        });

        Assert.Equivalent(StoredJourneyJsonTests.Definition, (await Store.FindAsync(journey.Id, default))!.Definition, strict: true);
    }

    [Fact]
    public async Task FindAsync_DamagedDefinition_NamesTheJourney()
    {
        var journey = Journey(1);
        await Store.AddAsync(journey, default);
        await ChangeRowAsync(row =>
        {
            var content = Encoding.UTF8.GetBytes("""{"displayName":"x","stages":[]}""");
            (row["Content00"], row["ContentSize"]) = (content, content.Length);
        });

        var error = await Assert.ThrowsAsync<StoredSchemaException>(() => Store.FindAsync(journey.Id, default));

        Assert.Contains(journey.Id, error.Message, StringComparison.Ordinal);
        Assert.Contains("scheduledRecalculation", error.Message, StringComparison.Ordinal);
    }

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
        await Store.AddAsync(Journey(1), default);
        await Store.DeleteAsync(new DeletedJourney(ids[4], Noon), 1, default);

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
            .Select(i => Journey(1, name(i)) with { Id = $"0192{i:x8}{new string('f', 20)}" }).ToList();
        foreach (var batch in journeys.Chunk(100))
        {
            await table.SubmitTransactionAsync(
                batch.Select(journey => new TableTransactionAction(TableTransactionActionType.Add, JourneyRow.Write(journey))));
        }

        return [.. journeys.Select(journey => journey.Id)];
    }

    private async Task ChangeRowAsync(Action<TableEntity> change)
    {
        var table = await _storage.Tables.OpenAsync("journeys", default);
        await foreach (var row in table.QueryAsync<TableEntity>())
        {
            change(row);
            await table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace);
        }
    }

    private static DeletedJourney Deleted(StoredJourney journey) => new(journey.Id, Noon.AddTicks(1));

    private static StoredJourney Journey(int version, string name = "Coffee") =>
        new(TestStorage.Ids.NewId(), version, Definition(name), Noon, Noon, "r1");

    private static Journey Definition(string name) => new(name, true,
    [
        new Stage("s1", "Sign up", 200, new ConditionSet(Match.All,
        [
            new ConditionGroup(Match.Any,
            [
                new PerformedActivity("signup", [new FieldFilter("value", FieldOperator.Contains, new PropertyValue("coffee"))]),
                new PerformedActivity("purchase", [new FieldFilter("properties.seats", FieldOperator.GreaterOrEqual, new PropertyValue(0.1))], 3),
            ]),
        ])),
        new Stage("s2", "Buy", null, new ConditionSet(Match.Any, [new ConditionGroup(Match.All, [new PerformedActivity("buy", [])])])),
    ]);
}
