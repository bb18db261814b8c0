using System.Net;
using System.Text.Json.Nodes;
using CustomerJourneys.EndToEnd.Tests.Crashes;
using CustomerJourneys.EndToEnd.Tests.Running;

namespace CustomerJourneys.EndToEnd.Tests.Recalculation;

/// <summary>One run for many journeys, over HTTP.</summary>
public sealed class ManyRecalculationsTests(StorageAccounts storage) : IClassFixture<StorageAccounts>
{
    private const int Partitions = 96;

    [Fact]
    public async Task RecalculateMany_SomeOrAll_IsOneRunThatCountsWhatWasSentBefore()
    {
        await using var app = await RunningApp.StartAsync(storage.TakeNew(), partitions: 4);
        (await app.Api.PostAsync("/api/recalculations")).ExpectProblem(409, "journeys_missing");
        var journeys = await CreateAsync(app.Api, 3);

        await app.Api.AddAsync([new SampleActivity("a-1", "kim", "visit", "2026-01-01T00:00:00Z")]);
        var some = await RequestAsync(app.Api, new JsonObject { ["journeys"] = new JsonArray(journeys[0], journeys[2], journeys[0]) });
        Assert.Equal(new[] { journeys[0], journeys[2] }.Order(), Journeys(some));
        Assert.Equal("requested", (string)some["reason"]!);
        Assert.Equal("calculating", (string)(await app.Api.ResultsAsync(journeys[2]))["state"]!);
        var end = await app.Api.EndOfRecalculationAsync((string)some["id"]!);
        Assert.Equal(("succeeded", 4, 4), ((string)end["status"]!, (int)end["progress"]!["done"]!, (int)end["progress"]!["total"]!));
        var results = await Task.WhenAll(journeys.Select(app.Api.CurrentResultsAsync));
        Assert.Equal([1, 0, 1], results.Select(result => Figures.Converted(result)[0]));
        Assert.Equal((string)some["id"]!, (string)results[0]["recalculationId"]!);

        await app.Api.AddAsync([new SampleActivity("a-2", "lee", "visit", "2026-01-01T00:00:00Z")]);
        foreach (var body in (JsonObject?[])[null, [], new JsonObject { ["journeys"] = new JsonArray() }])
        {
            var all = await RequestAsync(app.Api, body);
            Assert.Equal(journeys.Order(), Journeys(all));
            Assert.Equal("succeeded", (string)(await app.Api.EndOfRecalculationAsync((string)all["id"]!))["status"]!);
        }

        foreach (var journey in journeys)
            Assert.Equal(2, Figures.Converted(await app.Api.CurrentResultsAsync(journey))[0]);
    }

    [Fact]
    public async Task RecalculateMany_RightAfterSaving_CountsForAllOfThem()
    {
        await using var app = await RunningApp.StartAsync(storage.TakeNew(), partitions: 4);
        await app.Api.AddAsync([new SampleActivity("a-1", "kim", "visit", "2026-01-01T00:00:00Z")]);
        var journeys = new List<string>();
        for (var i = 0; i < 3; i++)
            journeys.Add(await app.Api.CreateJourneyAsync(SampleJourney.Of("visit")));

        var run = await RequestAsync(app.Api, null);

        Assert.Equal(journeys.Order(), Journeys(run));
        Assert.Equal("succeeded", (string)(await app.Api.EndOfRecalculationAsync((string)run["id"]!))["status"]!);
        foreach (var journey in journeys)
            Assert.Equal(1, Figures.Converted(await app.Api.CurrentResultsAsync(journey))[0]);
    }

    [Theory]
    [InlineData("""{"journeys":["JOURNEY","none","no/such?id#"]}""", 400, "journey_unknown", "journeys[2]")]
    [InlineData("""{"journeys":["JOURNEY",7]}""", 400, "text_expected", "journeys[1]")]
    [InlineData("""{"journeys":"JOURNEY"}""", 400, "array_expected", "journeys")]
    [InlineData("""{"journey":["JOURNEY"]}""", 400, "unknown_member", "journey")]
    [InlineData("[]", 400, "object_expected", "")]
    public async Task RecalculateMany_WrongBody_NamesThePathAndStartsNothing(string body, int status, string code, string path)
    {
        await using var app = await RunningApp.StartAsync(storage.TakeNew(), partitions: 4);
        var journey = Assert.Single(await CreateAsync(app.Api, 1));

        (await app.Api.PostAsync("/api/recalculations", ApiClient.Json(body.Replace("JOURNEY", journey, StringComparison.Ordinal)))).ExpectProblem(status, code, path);

        Assert.Equal("current", (string)(await app.Api.ResultsAsync(journey))["state"]!);
    }

    [Fact]
    public async Task CancelMany_OnTheWay_RestoresEachAndEndsSoon()
    {
        await using var app = await RunningApp.StartAsync(storage.TakeNew(), Partitions, reuse: false);
        await app.Api.AddAsync(new GeneratedLog(seed: 5, count: 4000, contacts: 600).Activities);
        var journeys = await CreateAsync(app.Api, 2);
        var before = await Task.WhenAll(journeys.Select(app.Api.CurrentResultsAsync));
        var run = (string)(await RequestAsync(app.Api, null))["id"]!;
        var done = new List<long>();
        await Eventually.GetAsync("progress", () => app.Api.RecalculationAsync(run), seen =>
        {
            done.Add((long)seen["progress"]!["done"]!);
            return done[^1] > 0;
        });

        var cancelled = (await app.Api.SendAsync(HttpMethod.Delete, $"/api/recalculations/{run}")).Expect(HttpStatusCode.OK).Json;

        Assert.Equal(done.Order(), done);
        Assert.Equal(("cancelled", Partitions), ((string)cancelled["status"]!, (int)cancelled["progress"]!["total"]!));
        Assert.NotNull(cancelled["finishedAt"]);
        foreach (var (journey, held) in journeys.Zip(before))
        {
            var results = await app.Api.ResultsAsync(journey);
            Assert.Equal(("current", (string)held["resultId"]!), ((string)results["state"]!, (string)results["resultId"]!));
        }

        // Its steps that are left do nothing; a later run goes through.
        Assert.Equal("succeeded", (string)(await app.Api.EndOfRecalculationAsync((string)(await RequestAsync(app.Api, null))["id"]!))["status"]!);
        Assert.Equal("cancelled", (string)(await app.Api.RecalculationAsync(run))["status"]!);
    }

    [Fact]
    public async Task SaveOneOfMany_WhileTheyAreCalculated_LeavesTheOthersInTheRun()
    {
        await using var app = await RunningApp.StartAsync(storage.TakeNew(), Partitions, reuse: false);
        await app.Api.AddAsync(new GeneratedLog(seed: 5, count: 4000, contacts: 600).Activities);
        var journeys = await CreateAsync(app.Api, 2);
        var run = (string)(await RequestAsync(app.Api, null))["id"]!;

        (await app.Api.SendAsync(HttpMethod.Put, $"/api/journeys/{journeys[0]}", ApiClient.Json(SampleJourney.Of("visit", "trial").ToJsonString()), ifMatch: "*")).Expect(HttpStatusCode.OK);

        Assert.Equal("succeeded", (string)(await app.Api.EndOfRecalculationAsync(run))["status"]!);
        Assert.Equal(2, (await app.Api.CurrentResultsAsync(journeys[0]))["stages"]!.AsArray().Count);
        Assert.Equal(run, (string)(await app.Api.CurrentResultsAsync(journeys[1]))["recalculationId"]!);
    }

    private static async Task<IReadOnlyList<string>> CreateAsync(ApiClient api, int count)
    {
        var journeys = new List<string>();
        for (var i = 0; i < count; i++)
            journeys.Add(await api.CreateJourneyAsync(SampleJourney.Of("visit")));
        foreach (var journey in journeys)
            await api.CurrentResultsAsync(journey);
        return journeys;
    }

    private static async Task<JsonNode> RequestAsync(ApiClient api, JsonObject? body)
    {
        var answer = (await api.PostAsync("/api/recalculations", body is null ? null : ApiClient.Json(body.ToJsonString()))).Expect(HttpStatusCode.Accepted);
        Assert.Equal($"/api/recalculations/{answer.Json["id"]}", answer.Headers.Location?.OriginalString);
        return answer.Json;
    }

    private static IEnumerable<string> Journeys(JsonNode run) => run["journeys"]!.AsArray().Select(id => (string)id!).Order();
}
