using System.Text;
using Azure.Core;
using Azure.Data.Tables;
using CustomerJourneys.Activities;
using CustomerJourneys.Journeys;
using CustomerJourneys.Storage.Journeys;
using CustomerJourneys.Storage.Rows;

namespace CustomerJourneys.Storage.Tests.Journeys;

[Collection(OnAzurite.Name)]
public sealed class TableJourneyStoreTests(AzuriteOfRun azurite)
{
    private readonly TestStorage _storage = new(azurite);

    private TableJourneyStore Store => new(_storage.Tables, TimeProvider.System);

    [Fact]
    public async Task FindAsync_AddedJourney_GivesItBackWhole()
    {
        var journey = JourneySamples.Journey(1, "Kaffeeprobe ☕ – 👩🏽‍💻 \"quoted\" \\ \u0001") with
        {
            CreatedAt = JourneySamples.Noon.AddTicks(1),
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
        var journey = JourneySamples.Journey(1) with { Definition = new Journey("Large", true, [.. Enumerable.Repeat(stage, 10)]) };
        Assert.InRange(StoredJourneyJson.Write(journey.Definition).Length, 512 * 1024, StoredContent.MaxSize);

        await Store.AddAsync(journey, default);

        var found = await Store.FindAsync(journey.Id, default);
        Assert.Equal(StoredJourneyJson.Write(journey.Definition), StoredJourneyJson.Write(found!.Definition));
    }

    [Fact]
    public async Task AddAsync_DefinitionBeyondARow_FailsLoudlyAndStoresNothing()
    {
        var stage = new Stage("s", new string('x', StoredContent.MaxSize), null, new ConditionSet(Match.All, []));
        var journey = JourneySamples.Journey(1) with { Definition = new Journey("Too large", true, [stage]) };

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Store.AddAsync(journey, default));

        Assert.Contains(journey.Id, error.Message, StringComparison.Ordinal);
        Assert.Null(await Store.FindAsync(journey.Id, default));
    }

    [Fact]
    public async Task ReplaceAsync_ExpectedVersion_ReplacesAllOfIt()
    {
        var journey = JourneySamples.Journey(1, new string('x', 200));
        await Store.AddAsync(journey, default);
        var next = journey with { Version = 2, Definition = JourneySamples.Definition("Short"), ModifiedAt = JourneySamples.Noon.AddHours(1), RecalculationId = "r2" };

        Assert.True(await Store.ReplaceAsync(next, 1, default));

        Assert.Equivalent(next, await Store.FindAsync(journey.Id, default), strict: true);
    }

    [Fact]
    public async Task ReplaceAsync_OtherVersionOrGone_IsFalseAndWritesNothing()
    {
        var journey = JourneySamples.Journey(3);
        await Store.AddAsync(journey, default);

        Assert.False(await Store.ReplaceAsync(journey with { Version = 3, RecalculationId = "r9" }, 2, default));
        Assert.False(await Store.ReplaceAsync(JourneySamples.Journey(2), 1, default));

        Assert.Equal("r1", (await Store.FindAsync(journey.Id, default))!.RecalculationId);
        Assert.Single((await Store.ListAsync(null, 10, null, default)).Items);
    }

    [Fact]
    public async Task ReplaceAsync_ManyWritersOfOneVersion_ExactlyOneWins()
    {
        var journey = JourneySamples.Journey(1);
        await Store.AddAsync(journey, default);
        var writers = Enumerable.Range(1, 12).Select(i => journey with { Version = 2, RecalculationId = "writer" + i }).ToList();

        var won = await Task.WhenAll(writers.Select(next => Store.ReplaceAsync(next, 1, default)));

        var winner = Assert.Single(writers, next => won[writers.IndexOf(next)]);
        Assert.Equal(winner.RecalculationId, (await Store.FindAsync(journey.Id, default))!.RecalculationId);
    }

    [Fact]
    public async Task ReplaceAsync_RecalculationRequestedMeanwhile_StillReplaces()
    {
        var journey = JourneySamples.Journey(1);
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
        var journey = JourneySamples.Journey(1);
        await Store.AddAsync(JourneySamples.Journey(1), default);
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
        var journey = JourneySamples.Journey(1);
        await Store.AddAsync(journey, default);

        await Assert.ThrowsAsync<Azure.RequestFailedException>(() => Store.AddAsync(journey with { RecalculationId = "r2" }, default));
    }

    [Fact]
    public async Task DeleteAsync_OnlyTheExpectedVersion_IsDeleted()
    {
        var journey = JourneySamples.Journey(2);
        await Store.AddAsync(journey, default);

        Assert.False(await Store.DeleteAsync(Deleted(journey), 1, default));
        Assert.NotNull(await Store.FindAsync(journey.Id, default));
        Assert.Empty(await Store.ListDeletedAsync(default));
        Assert.True(await Store.DeleteAsync(Deleted(journey), 2, default));
        Assert.Null(await Store.FindAsync(journey.Id, default));
        Assert.False(await Store.DeleteAsync(Deleted(journey), 2, default));
        Assert.False(await Store.DeleteAsync(Deleted(JourneySamples.Journey(1)), 1, default));
        Assert.Equal([Deleted(journey)], await Store.ListDeletedAsync(default));
    }

    [Fact]
    public async Task RequestRecalculationAsync_ExpectedOne_ChangesOnlyThat()
    {
        var journey = JourneySamples.Journey(4);
        await Store.AddAsync(journey, default);

        Assert.True(await Store.RequestRecalculationAsync(journey.Id, "r1", "r2", default));
        Assert.False(await Store.RequestRecalculationAsync(journey.Id, "r1", "r3", default));
        Assert.False(await Store.RequestRecalculationAsync(JourneySamples.Journey(1).Id, "r1", "r3", default));

        Assert.Equivalent(journey with { RecalculationId = "r2" }, await Store.FindAsync(journey.Id, default), strict: true);
    }

    [Fact]
    public async Task ListHeadsAsync_MoreThanOneRequestGives_AreAllThereNewestFirst()
    {
        var journeys = Enumerable.Range(1, 1_100).Select(version => JourneySamples.Journey(version)).ToList();
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
        var journey = JourneySamples.Journey(1);
        await Store.AddAsync(journey, default);
        await ChangeRowAsync(row => row["Schema"] = 7);

        var error = await Assert.ThrowsAsync<StoredSchemaException>(() => Store.FindAsync(journey.Id, default));

        Assert.Contains(journey.Id, error.Message, StringComparison.Ordinal);
        Assert.Contains("schema 7", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindAsync_RowOfSchemaOne_IsRead()
    {
        var journey = JourneySamples.Journey(1);
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
        var journey = JourneySamples.Journey(1);
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

    private async Task ChangeRowAsync(Action<TableEntity> change)
    {
        var table = await _storage.Tables.OpenAsync("journeys", default);
        await foreach (var row in table.QueryAsync<TableEntity>())
        {
            change(row);
            await table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace);
        }
    }

    private static DeletedJourney Deleted(StoredJourney journey) => new(journey.Id, JourneySamples.Noon.AddTicks(1));
}
