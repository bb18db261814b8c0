using System.Net;
using System.Text.Json.Nodes;
using CustomerJourneys.EndToEnd.Tests.Running;

namespace CustomerJourneys.EndToEnd.Tests.Journeys;

/// <summary>A definition from its first save on: renamed, reordered, edited, duplicated, found again.</summary>
public sealed class JourneyLifeTests(SharedApp app) : IClassFixture<SharedApp>
{
    [Fact]
    public async Task Create_Journey_AnswersTheStoredOneWithItsAddressAndTag()
    {
        var created = (await app.Api.PostAsync("/api/journeys", ApiClient.Json(SampleJourney.Of("visit", "buy").ToJsonString()))).Expect(HttpStatusCode.Created);

        Assert.Equal($"/api/journeys/{created.Json["id"]}", created.Headers.Location!.OriginalString);
        Assert.Equal((1, "\"1\""), ((int)created.Json["version"]!, created.Headers.ETag!.Tag));
        var read = (await app.Api.GetAsync(created.Headers.Location.OriginalString)).Expect(HttpStatusCode.OK);
        Assert.Equal((created.Text, created.Headers.ETag), (read.Text, read.Headers.ETag));
    }

    [Fact]
    public async Task Rename_Journey_KeepsItsStagesAndRaisesTheVersion()
    {
        var journey = await CreateAsync("visit", "buy");
        var ids = StageIds(journey.Json);

        var renamed = journey.Json;
        renamed["displayName"] = "Renamed";
        renamed["stages"]![0]!["name"] = "Came by";
        var saved = await SaveAsync(journey, renamed);

        Assert.Equal(("Renamed", 2, "\"2\""), ((string)saved.Json["displayName"]!, (int)saved.Json["version"]!, saved.Headers.ETag!.Tag));
        Assert.Equal(ids, StageIds(saved.Json));
        Assert.Equal((string)journey.Json["createdAt"]!, (string)saved.Json["createdAt"]!);
        var results = await app.Api.CurrentResultsAsync((string)saved.Json["id"]!);
        Assert.Equal((2, "Came by"), ((int)results["journeyVersion"]!, (string)results["stages"]![0]!["name"]!));
        Assert.Equal(ids, results["stages"]!.AsArray().Select(stage => (string)stage!["stageId"]!));
    }

    [Fact]
    public async Task Reorder_Stages_TheyKeepTheirIdsInTheNewOrder()
    {
        var journey = await CreateAsync("visit", "trial", "buy");
        var ids = StageIds(journey.Json);

        var reordered = journey.Json;
        var stages = reordered["stages"]!.AsArray();
        reordered["stages"] = new JsonArray(stages[2]!.DeepClone(), stages[0]!.DeepClone(), stages[1]!.DeepClone());
        var saved = await SaveAsync(journey, reordered);

        Assert.Equal([ids[2], ids[0], ids[1]], StageIds(saved.Json));
        Assert.Equal(["buy", "visit", "trial"], saved.Json["stages"]!.AsArray().Select(stage => (string)stage!["name"]!));
    }

    [Fact]
    public async Task EditAddAndDeleteStages_TheOthersKeepTheirIds_AndAnOldIdIsNeverTakenAgain()
    {
        var journey = await CreateAsync("visit", "trial", "buy");
        var ids = StageIds(journey.Json);

        var edited = journey.Json;
        var stages = edited["stages"]!.AsArray();
        stages.RemoveAt(1);
        stages[1]!["kpi"] = 7;
        stages.Add(SampleJourney.Of("renew")["stages"]![0]!.DeepClone());
        var saved = await SaveAsync(journey, edited);

        var after = StageIds(saved.Json);
        Assert.Equal((ids[0], ids[2], 3), (after[0], after[1], after.Count));
        Assert.DoesNotContain(after[2], ids);
        Assert.Equal(7, (int)saved.Json["stages"]![1]!["kpi"]!);
        var back = saved.Json;
        back["stages"]![0]!["id"] = ids[1];
        (await PutAsync(saved, back)).ExpectProblem(400, "stage_id_unknown", "stages[0].id");
    }

    [Fact]
    public async Task Save_ManyTimes_RaisesTheVersionByOneEachTime_AndOneOfTwoAtOnceWins()
    {
        var journey = await CreateAsync("visit");
        for (var version = 2; version <= 4; version++)
        {
            journey = await SaveAsync(journey, journey.Json);
            Assert.Equal(version, (int)journey.Json["version"]!);
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PutAsync(journey, journey.Json)));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.OK), answer => answer.ExpectProblem(412, "journey_changed"));
        Assert.Equal(5, (int)(await app.Api.GetAsync($"/api/journeys/{journey.Json["id"]}")).Json["version"]!);
    }

    [Fact]
    public async Task Duplicate_Journey_IsANewOneThatIsCalculated()
    {
        await app.Api.AddAsync([new SampleActivity("d-1", "dora", "d visit", "2026-01-01T00:00:00Z"), new SampleActivity("d-2", "dora", "d buy", "2026-01-02T00:00:00Z")]);
        var journey = await CreateAsync("d visit", "d buy");
        journey = await SaveAsync(journey, journey.Json);

        var copy = (await app.Api.PostAsync($"/api/journeys/{journey.Json["id"]}/duplicate")).Expect(HttpStatusCode.Created);

        Assert.Equal($"/api/journeys/{copy.Json["id"]}", copy.Headers.Location!.OriginalString);
        Assert.Equal(("Copy of d visit > d buy", 1, "\"1\""), ((string)copy.Json["displayName"]!, (int)copy.Json["version"]!, copy.Headers.ETag!.Tag));
        Assert.NotEqual((string)journey.Json["id"]!, (string)copy.Json["id"]!);
        Assert.Empty(StageIds(copy.Json).Intersect(StageIds(journey.Json)));
        Assert.Equal((await app.Api.GetAsync(copy.Headers.Location.OriginalString)).Text, copy.Text);
        var results = await app.Api.CurrentResultsAsync((string)copy.Json["id"]!);
        Assert.Equal([1, 1], Figures.Converted(results));
        var named = await app.Api.PostAsync($"/api/journeys/{journey.Json["id"]}/duplicate", ApiClient.Json("""{"displayName":"Second"}"""));
        Assert.Equal("Second", (string)named.Expect(HttpStatusCode.Created).Json["displayName"]!);
    }

    [Fact]
    public async Task Duplicate_WrongOptions_AreRefused()
    {
        var path = $"/api/journeys/{(await CreateAsync("visit")).Json["id"]}/duplicate";

        (await app.Api.PostAsync(path, ApiClient.Json("""{"name":"x"}"""))).ExpectProblem(400, "unknown_member", "name");
        (await app.Api.PostAsync(path, ApiClient.Json($$"""{"displayName":"{{new string('x', 201)}}"}"""))).ExpectProblem(400, "text_too_long", "displayName");
        (await app.Api.PostAsync(path, Bodies.Text("x", "text/plain"))).ExpectProblem(415, "content_type_unsupported");
        (await app.Api.PostAsync("/api/journeys/nobody/duplicate")).ExpectProblem(404, "journey_not_found");
        (await app.Api.GetAsync("/api/journeys/nobody/export")).ExpectProblem(404, "journey_not_found");
    }

    [Fact]
    public async Task List_PagesAndSearch_FindEveryJourneyOnce()
    {
        string[] names = ["Tasting one", "tasting TWO", "Other", "A TASTING three", "Große Verkostung"];
        foreach (var name in names)
        {
            var definition = SampleJourney.Of("visit");
            definition["displayName"] = name;
            await app.Api.CreateJourneyAsync(definition);
        }

        Assert.Equal(["A TASTING three", "tasting TWO", "Tasting one"], await ListAsync("search=tAsTiNg&top=1"));
        Assert.Equal(["Große Verkostung"], await ListAsync("search=gro%C3%9Fe&top=2"));
        Assert.Empty(await ListAsync("search=no%20such%20name"));
        var all = await ListAsync("top=2");
        Assert.Equal(names.Reverse(), all.Where(names.Contains));
        Assert.Equal(all, await ListAsync("top=1000"));
        (await app.Api.GetAsync($"/api/journeys?search={new string('x', 201)}")).ExpectProblem(400, "search_too_long", "search");
    }

    // All pages of a list.
    private async Task<IReadOnlyList<string>> ListAsync(string query)
    {
        var found = new List<string>();
        string? continuation = null;
        do
        {
            var page = (await app.Api.GetAsync($"/api/journeys?{query}&continuation={continuation}")).Expect(HttpStatusCode.OK).Json;
            found.AddRange(page["items"]!.AsArray().Select(journey => (string)journey!["displayName"]!));
            continuation = (string?)page["continuation"];
        }
        while (continuation is not null);
        return found;
    }

    private async Task<ApiAnswer> CreateAsync(params string[] stages) =>
        (await app.Api.PostAsync("/api/journeys", ApiClient.Json(SampleJourney.Of(stages).ToJsonString()))).Expect(HttpStatusCode.Created);

    private async Task<ApiAnswer> SaveAsync(ApiAnswer read, JsonNode definition) => (await PutAsync(read, definition)).Expect(HttpStatusCode.OK);

    private Task<ApiAnswer> PutAsync(ApiAnswer read, JsonNode definition) => app.Api.SendAsync(
        HttpMethod.Put, $"/api/journeys/{read.Json["id"]}", ApiClient.Json(definition.ToJsonString()), read.Headers.ETag!.Tag);

    private static IReadOnlyList<string> StageIds(JsonNode journey) => [.. journey["stages"]!.AsArray().Select(stage => (string)stage!["id"]!)];
}
