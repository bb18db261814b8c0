using System.Net;
using System.Text.Json.Nodes;
using CustomerJourneys.EndToEnd.Tests.Crashes;
using CustomerJourneys.EndToEnd.Tests.Running;

namespace CustomerJourneys.EndToEnd.Tests.Recalculation;

/// <summary>The life of a recalculation as its requests show it. Many partitions make a run last long enough to be met on its way.</summary>
public sealed class RecalculationTests(StorageAccounts storage) : IClassFixture<StorageAccounts>
{
    private const int Partitions = 96;
    private const int Attempts = 5;

    [Fact]
    public async Task Recalculate_ShowsProgressAndSucceeds()
    {
        await using var app = await StartAsync();
        var journey = await CreateAsync(app.Api);

        var run = await app.Api.RecalculateAsync(journey);
        Assert.Equal("calculating", (string)(await app.Api.ResultsAsync(journey))["state"]!);
        var amid = await Eventually.GetAsync(
            "progress", () => app.Api.RecalculationAsync(run), seen => (long)seen["progress"]!["done"]! is > 0 and < Partitions);
        var calculating = await app.Api.ResultsAsync(journey);
        var end = await app.Api.EndOfRecalculationAsync(run);

        Assert.Equal("running", (string)amid["status"]!);
        Assert.Equal(Partitions, (long)amid["progress"]!["total"]!);
        Assert.Null(amid["finishedAt"]);
        Assert.Equal(run, (string)calculating["recalculationId"]!);
        Assert.Equal("succeeded", (string)end["status"]!);
        Assert.Equal((Partitions, Partitions), ((long)end["progress"]!["done"]!, (long)end["progress"]!["total"]!));
        Assert.Equal([journey], end["journeys"]!.AsArray().Select(id => (string)id!));
        Assert.Null(end["error"]);
        Assert.True(Time(end, "requestedAt") <= Time(end, "startedAt") && Time(end, "startedAt") <= Time(end, "finishedAt"), end.ToJsonString());
        var results = await app.Api.ResultsAsync(journey);
        Assert.Equal("current", (string)results["state"]!);
        Assert.True(Time(results, "dataAsOf") >= Time(end, "requestedAt"), "The data may not be older than the request.");
    }

    [Fact]
    public async Task Recalculate_WhileOneRuns_QueuesExactlyOneThatLaterOnesJoin()
    {
        await using var app = await StartAsync();
        var journey = await CreateAsync(app.Api);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var running = await app.Api.RecalculateAsync(journey);
            await PinnedAsync(app.Api, running);
            var following = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => app.Api.RecalculateAsync(journey)));
            var status = (string)(await app.Api.RecalculationAsync(following[0]))["status"]!;
            var first = await app.Api.RecalculationAsync(running);
            if ((string)first["status"]! != "running")
            {
                // It was over too soon to meet it; the runs that follow end first.
                await app.Api.CurrentResultsAsync(journey);
                continue;
            }

            Assert.Equal("pending", status);
            Assert.Single(following.Distinct());
            Assert.NotEqual(running, following[0]);
            Assert.Equal("succeeded", (string)(await app.Api.EndOfRecalculationAsync(running))["status"]!);
            var second = await app.Api.EndOfRecalculationAsync(following[0]);
            Assert.Equal("succeeded", (string)second["status"]!);
            Assert.True(Time(second, "dataAsOf") >= Time(second, "requestedAt"));
            var results = await app.Api.CurrentResultsAsync(journey);
            Assert.Equal(following[0], (string)results["recalculationId"]!);
            Assert.Equal(Time(second, "dataAsOf"), Time(results, "dataAsOf"));
            return;
        }

        Assert.Fail("No run was met while it ran.");
    }

    [Fact]
    public async Task Recalculate_ManyAtOnce_AllEndWellAndTheLastIsCurrent()
    {
        await using var app = await StartAsync();
        var journey = await CreateAsync(app.Api);

        var runs = (await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => app.Api.RecalculateAsync(journey)))).Distinct().ToList();

        // Those that came once the first had begun share the next; the first may have left its work to it.
        Assert.InRange(runs.Count, 1, 2);
        var last = (string)(await app.Api.CurrentResultsAsync(journey))["recalculationId"]!;
        foreach (var run in runs)
        {
            var status = (string)(await app.Api.EndOfRecalculationAsync(run))["status"]!;
            Assert.True(status == "succeeded" || (status == "superseded" && run != last), $"{run} {status}");
        }

        Assert.Contains(last, runs);
    }

    [Fact]
    public async Task SaveJourney_WhileItIsCalculated_SupersedesTheRun()
    {
        await using var app = await StartAsync();
        var journey = await CreateAsync(app.Api);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var run = await app.Api.RecalculateAsync(journey);
            await PinnedAsync(app.Api, run);
            var saved = await ReplaceAsync(app.Api, journey, SampleJourney.Of("visit", "trial"));
            var after = await app.Api.ResultsAsync(journey);
            Assert.Equal("calculating", (string)after["state"]!);
            var end = await app.Api.EndOfRecalculationAsync(run);
            var results = await app.Api.CurrentResultsAsync(journey);
            Assert.Equal((int)saved["version"]!, (int)results["journeyVersion"]!);
            Assert.Equal(2, results["stages"]!.AsArray().Count);
            if ((string)end["status"]! == "superseded")
                return;
            // It had published before the save.
            Assert.Equal("succeeded", (string)end["status"]!);
        }

        Assert.Fail("No run was met while it ran.");
    }

    [Fact]
    public async Task Cancel_FirstRun_LeavesNoResult()
    {
        await using var app = await StartAsync();
        var id = (await app.Api.PostAsync("/api/journeys", ApiClient.Json(GeneratedLog.Journey.ToJsonString()))).Expect(HttpStatusCode.Created).Json["id"]!;
        var run = (string)(await app.Api.ResultsAsync((string)id!))["recalculationId"]!;

        var cancelled = await CancelAsync(app.Api, run);

        Assert.Equal("cancelled", (string)cancelled["status"]!);
        var results = await app.Api.ResultsAsync((string)id!);
        Assert.Equal("none", (string)results["state"]!);
        Assert.Empty(results["stages"]!.AsArray());
    }

    [Fact]
    public async Task Cancel_LaterRun_RestoresWhatHeldBefore()
    {
        await using var app = await StartAsync();
        var journey = await CreateAsync(app.Api);
        var before = await app.Api.ResultsAsync(journey);
        await app.Api.AddAsync([new SampleActivity("late", "nobody-yet", "visit", "2026-02-01T00:00:00Z")]);

        var cancelled = await CancelAsync(app.Api, await app.Api.RecalculateAsync(journey));
        Assert.Equal("cancelled", (string)cancelled["status"]!);
        await AssertHeldAsync("current");

        // The same once a save made the results stale.
        await ReplaceAsync(app.Api, journey, SampleJourney.Of("visit", "trial"));
        var saved = (string)(await app.Api.ResultsAsync(journey))["recalculationId"]!;
        Assert.Equal("cancelled", (string)(await CancelAsync(app.Api, saved))["status"]!);
        await AssertHeldAsync("stale");

        // Nothing that was cancelled comes back when a later run is through.
        var results = await app.Api.RecalculatedAsync(journey);
        Assert.Equal(2, (int)results["journeyVersion"]!);
        Assert.Equal((long)before["contactsTotal"]! + 1, (long)results["contactsTotal"]!);
        Assert.Equal("cancelled", (string)(await app.Api.RecalculationAsync(saved))["status"]!);

        async Task AssertHeldAsync(string state)
        {
            var after = await app.Api.ResultsAsync(journey);
            Assert.Equal(state, (string)after["state"]!);
            Assert.Equal((string)before["resultId"]!, (string)after["resultId"]!);
            Assert.Equal(Figures.Of(before), Figures.Of(after));
        }
    }

    [Fact]
    public async Task Cancel_RunThatWaits_LeavesTheRunningOneInItsPlace()
    {
        await using var app = await StartAsync();
        var journey = await CreateAsync(app.Api);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var running = await app.Api.RecalculateAsync(journey);
            await PinnedAsync(app.Api, running);
            var waiting = await app.Api.RecalculateAsync(journey);
            var cancelled = await CancelAsync(app.Api, waiting);
            var state = (string)(await app.Api.ResultsAsync(journey))["state"]!;
            var next = await app.Api.RecalculateAsync(journey);
            var nextStatus = (string)(await app.Api.RecalculationAsync(next))["status"]!;
            if ((string)(await app.Api.RecalculationAsync(running))["status"]! != "running")
            {
                // It was over too soon to meet it.
                await app.Api.CurrentResultsAsync(journey);
                continue;
            }

            Assert.Equal("cancelled", (string)cancelled["status"]!);
            Assert.Equal("calculating", state);
            // What is requested now waits for the running one as before: never two at once.
            Assert.Equal("pending", nextStatus);
            Assert.Equal("succeeded", (string)(await app.Api.EndOfRecalculationAsync(next))["status"]!);
            var (first, second) = (await app.Api.RecalculationAsync(running), await app.Api.RecalculationAsync(next));
            Assert.Equal("succeeded", (string)first["status"]!);
            Assert.True(Time(second, "startedAt") >= Time(first, "finishedAt"), $"{first}\n{second}");
            Assert.Equal("cancelled", (string)(await app.Api.RecalculationAsync(waiting))["status"]!);
            Assert.Equal(next, (string)(await app.Api.CurrentResultsAsync(journey))["recalculationId"]!);
            return;
        }

        Assert.Fail("No run was met while it ran.");
    }

    [Fact]
    public async Task Cancel_EndedRun_ChangesNothing()
    {
        await using var app = await StartAsync();
        var journey = await CreateAsync(app.Api);
        var run = (string)(await app.Api.ResultsAsync(journey))["recalculationId"]!;

        Assert.Equal("succeeded", (string)(await CancelAsync(app.Api, run))["status"]!);

        Assert.Equal("current", (string)(await app.Api.ResultsAsync(journey))["state"]!);
    }

    [Fact]
    public async Task Results_WhileCalculating_KeepThePreviousFiguresUntilTheSwap()
    {
        await using var app = await StartAsync();
        var journey = await CreateAsync(app.Api);
        var before = await app.Api.ResultsAsync(journey);
        await app.Api.AddAsync(Enumerable.Range(0, 300).Select(i => new SampleActivity($"new-{i}", $"new-{i}", "visit", "2026-02-01T00:00:00Z")));
        Assert.Equal("current", (string)(await app.Api.ResultsAsync(journey))["state"]!);

        await app.Api.RecalculateAsync(journey);
        var seen = new List<JsonNode>();
        await Eventually.GetAsync("the swap", () => app.Api.ResultsAsync(journey), results =>
        {
            seen.Add(results);
            return (string)results["state"]! == "current";
        });

        var after = seen[^1];
        Assert.Equal(Figures.Converted(before)[0] + 300, Figures.Converted(after)[0]);
        Assert.Equal("calculating", (string)seen[0]["state"]!);
        Assert.Equal((string)before["resultId"]!, (string)seen[0]["resultId"]!);
        // Old as a whole or new as a whole, and never back.
        Assert.All(seen, results => Assert.Equal(
            Figures.Of((string)results["resultId"]! == (string)before["resultId"]! ? before : after), Figures.Of(results)));
        var ids = seen.Select(results => (string)results["resultId"]!).ToList();
        Assert.Equal(ids.IndexOf((string)after["resultId"]!), ids.LastIndexOf((string)before["resultId"]!) + 1);
        var earlier = (await app.Api.GetAsync($"/api/journeys/{journey}/results?at={before["resultId"]}")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(Figures.Of(before), Figures.Of(earlier));
    }

    [Fact]
    public async Task DeleteJourney_WhileItIsCalculated_LeavesNothing()
    {
        await using var app = await StartAsync();
        var journey = await CreateAsync(app.Api);
        var run = await app.Api.RecalculateAsync(journey);

        (await app.Api.SendAsync(HttpMethod.Delete, $"/api/journeys/{journey}", ifMatch: "*")).Expect(HttpStatusCode.NoContent);

        var end = await app.Api.EndOfRecalculationAsync(run);
        Assert.Equal("superseded", (string)end["status"]!);
        (await app.Api.GetAsync($"/api/journeys/{journey}")).ExpectProblem(404, "journey_not_found");
        (await app.Api.GetAsync($"/api/journeys/{journey}/results")).ExpectProblem(404, "journey_not_found");
        Assert.Empty((await app.Api.GetAsync("/api/journeys")).Json["items"]!.AsArray());
    }

    private static DateTimeOffset Time(JsonNode node, string name) => (DateTimeOffset)node[name]!;

    // The plan is made: whatever is requested from now on is for another run.
    private static Task PinnedAsync(ApiClient api, string run) =>
        Eventually.GetAsync("a planned run", () => api.RecalculationAsync(run), seen => (long)seen["progress"]!["total"]! > 0 || (string)seen["status"]! is not ("pending" or "running"));

    private static async Task<JsonNode> CancelAsync(ApiClient api, string run) =>
        (await api.SendAsync(HttpMethod.Delete, $"/api/recalculations/{run}")).Expect(HttpStatusCode.OK).Json;

    private static async Task<JsonNode> ReplaceAsync(ApiClient api, string journey, JsonObject definition) =>
        (await api.SendAsync(HttpMethod.Put, $"/api/journeys/{journey}", ApiClient.Json(definition.ToJsonString()), ifMatch: "*")).Expect(HttpStatusCode.OK).Json;

    private static async Task<string> CreateAsync(ApiClient api)
    {
        await api.AddAsync(new GeneratedLog(seed: 11, count: 4000, contacts: 600).Activities);
        var journey = await api.CreateJourneyAsync(GeneratedLog.Journey);
        await api.CurrentResultsAsync(journey);
        return journey;
    }

    private Task<RunningApp> StartAsync() => RunningApp.StartAsync(storage.TakeNew(), Partitions, reuse: false);
}
