using System.Net;
using System.Text.Json.Nodes;
using CustomerJourneys.EndToEnd.Tests.Crashes;
using CustomerJourneys.EndToEnd.Tests.Running;

namespace CustomerJourneys.EndToEnd.Tests.Results;

/// <summary>The lists behind the counts.</summary>
public sealed class StageContactTests(StorageAccounts storage) : IClassFixture<StorageAccounts>
{
    [Fact]
    public async Task StageContacts_EveryStage_AgreeWithTheCountsOnEveryPage()
    {
        await using var app = await RunningApp.StartAsync(storage.TakeNew(), partitions: 8);
        var log = new GeneratedLog(seed: 5, count: 5000, contacts: 900);
        await app.Api.AddAsync(log.Activities);
        var journey = await app.Api.CreateJourneyAsync(GeneratedLog.Journey);
        var stages = (await app.Api.CurrentResultsAsync(journey))["stages"]!.AsArray();
        var counts = log.Count().Converted;

        var converted = new List<List<string>>();
        for (var i = 0; i < stages.Count; i++)
            converted.Add(await ReadAllAsync(app.Api, $"{Stage(i)}?list=converted&top={(i == 0 ? 1000 : 37)}", counts[i]));
        for (var i = 0; i + 1 < stages.Count; i++)
        {
            var droppedOff = await ReadAllAsync(app.Api, $"{Stage(i)}?list=droppedOff&top=101", (long)stages[i]!["droppedOff"]!);
            Assert.Equal(converted[i].Except(converted[i + 1]).Order(StringComparer.Ordinal), droppedOff.Order(StringComparer.Ordinal));
            Assert.Empty(converted[i + 1].Except(converted[i]));
        }

        var found = await ReadAllAsync(app.Api, $"{Stage(0)}?search=C-12&top=5", total: null);
        Assert.Equal(converted[0].Where(id => id.Contains("c-12", StringComparison.Ordinal)), found);

        foreach (var top in (string[])["0", "-5", "1001"])
            (await app.Api.GetAsync($"{Stage(0)}?top={top}")).ExpectProblem(400, "top_out_of_range", "top");
        (await app.Api.GetAsync($"{Stage(0)}?list=lost")).ExpectProblem(400, "list_unknown", "list");
        (await app.Api.GetAsync($"{Stage(0)}?search={new string('x', 201)}")).ExpectProblem(400, "search_too_long", "search");
        (await app.Api.GetAsync($"{Stage(0)}?continuation=x")).ExpectProblem(400, "continuation_invalid", "continuation");
        var foreign = (string)(await app.Api.GetAsync($"{Stage(1)}?top=1")).Json["continuation"]!;
        (await app.Api.GetAsync($"{Stage(0)}?continuation={Uri.EscapeDataString(foreign)}")).ExpectProblem(400, "continuation_invalid", "continuation");
        (await app.Api.GetAsync($"{Stage(stages.Count - 1)}?list=droppedOff")).ExpectProblem(400, "no_drop_off_at_last_stage", "list");
        (await app.Api.GetAsync($"/api/journeys/{journey}/stages/nobody/contacts")).ExpectProblem(404, "stage_not_found");

        string Stage(int i) => $"/api/journeys/{journey}/stages/{stages[i]!["stageId"]}/contacts";
    }

    [Fact]
    public async Task StageContacts_RecalculatedBetweenPages_GoOnWithTheirResult()
    {
        await using var app = await RunningApp.StartAsync(storage.TakeNew(), partitions: 4);
        await app.Api.AddAsync(Enumerable.Range(0, 50).Select(i => new SampleActivity($"a-{i}", $"c-{i}", "visit", "2026-01-02T00:00:00Z")));
        var journey = await app.Api.CreateJourneyAsync(SampleJourney.Of("visit"));
        var stage = (string)(await app.Api.CurrentResultsAsync(journey))["stages"]![0]!["stageId"]!;
        var path = $"/api/journeys/{journey}/stages/{stage}/contacts?top=20";
        var first = (await app.Api.GetAsync(path)).Expect(HttpStatusCode.OK).Json;

        // These would stand before all others.
        await app.Api.AddAsync(Enumerable.Range(0, 50).Select(i => new SampleActivity($"b-{i}", $"b-{i}", "visit", "2026-01-01T00:00:00Z")));
        await app.Api.RecalculatedAsync(journey);
        var rest = await ReadAllAsync(app.Api, path, total: 50, (string)first["continuation"]!);

        Assert.Equal(
            Enumerable.Range(0, 50).Select(i => $"c-{i}").Order(StringComparer.Ordinal),
            Ids(first).Concat(rest).Order(StringComparer.Ordinal));
        Assert.Equal(100, (long)(await app.Api.GetAsync(path)).Json["total"]!);
    }

    // All pages; each says the same total, no contact comes twice, and reach times never fall.
    private static async Task<List<string>> ReadAllAsync(ApiClient api, string path, long? total, string? from = null)
    {
        var ids = new List<string>();
        var times = new List<DateTimeOffset>();
        var totals = new HashSet<long>();
        var continuation = from;
        do
        {
            var page = (await api.GetAsync(continuation is null ? path : $"{path}&continuation={Uri.EscapeDataString(continuation)}")).Expect(HttpStatusCode.OK).Json;
            totals.Add((long)page["total"]!);
            ids.AddRange(Ids(page));
            times.AddRange(page["items"]!.AsArray().Select(item => (DateTimeOffset)item!["reachedAt"]!));
            Assert.NotEqual(continuation, (string?)page["continuation"] ?? "");
            continuation = (string?)page["continuation"];
        }
        while (continuation is not null);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Equal(times.Order(), times);
        if (from is null)
            Assert.Equal(total ?? ids.Count, ids.Count);
        Assert.Equal([total ?? ids.Count], totals);
        return ids;
    }

    private static IEnumerable<string> Ids(JsonNode page) => page["items"]!.AsArray().Select(item => (string)item!["contactId"]!);
}
