using System.Net;
using System.Text.Json.Nodes;
using CustomerJourneys.EndToEnd.Tests.Running;

namespace CustomerJourneys.EndToEnd.Tests.Results;

/// <summary>A definition is counted before it is saved.</summary>
public sealed class PreviewTests(SharedApp app) : IClassFixture<SharedApp>
{
    private static readonly string[] Counted = ["name", "converted", "convertedRate", "shareOfFirst", "shareOfAll", "droppedOff", "droppedOffRate", "kpi", "kpiProgress", "timeToConvert"];

    [Fact]
    public async Task Preview_OfAnyDefinition_IsWhatSavingItGives()
    {
        await app.Api.AddAsync(Enumerable.Range(0, 500).SelectMany(i => new[]
        {
            new SampleActivity($"p{i}-1", $"preview-{i}", "preview.open", "2026-02-01T09:00:00Z"),
            new SampleActivity($"p{i}-2", $"preview-{i}", i % 3 == 0 ? "preview.stop" : "preview.read", "2026-02-01T10:00:00Z"),
            new SampleActivity($"p{i}-3", $"preview-{i}", "preview.buy", $"2026-02-0{1 + (i % 4)}T11:00:00Z"),
        }));
        var definition = SampleJourney.Of("preview.open", "preview.read|preview.stop", "preview.buy");
        definition["conversionWindow"] = "P2D";
        definition["stages"]![2]!["kpi"] = 100;
        definition["stages"]![2]!["excluding"] = new JsonArray(new JsonObject { ["rule"] = "performedActivity", ["activityType"] = "preview.stop" });

        var preview = await PreviewAsync(definition);
        var journeyId = await app.Api.CreateJourneyAsync(definition);
        var results = await app.Api.CurrentResultsAsync(journeyId);

        Assert.Equal([500, 500, 250], Figures.Converted(preview));
        Assert.Equal((string)results["contactsTotal"]!.ToJsonString(), (string)preview["contactsTotal"]!.ToJsonString());
        Assert.Equal(Stages(results), Stages(preview));

        // An edit of the saved journey, as a builder would send it before saving: with its stage ids, and what the answer added.
        var saved = (await app.Api.GetAsync($"/api/journeys/{journeyId}")).Expect(HttpStatusCode.OK).Json;
        saved["conversionWindow"] = null;
        var edited = await PreviewAsync(saved);
        Assert.Equal([500, 500, 500], Figures.Converted(edited));
        Assert.Equal(
            saved["stages"]!.AsArray().Select(stage => (string)stage!["id"]!), edited["stages"]!.AsArray().Select(stage => (string)stage!["stageId"]!));
    }

    [Fact]
    public async Task Preview_StoresNothing()
    {
        const string Name = "A preview that is never saved";
        var definition = SampleJourney.Of("preview.open");
        definition["displayName"] = Name;
        await PreviewAsync(definition);

        var list = (await app.Api.GetAsync($"/api/journeys?search={Uri.EscapeDataString(Name)}")).Expect(HttpStatusCode.OK).Json;
        Assert.Empty(list["items"]!.AsArray());
    }

    [Fact]
    public async Task Preview_OfWhatCouldNotBeSaved_SaysWhyAndWhere()
    {
        var definition = SampleJourney.Of("preview.open", "preview.read");
        definition["stages"]![0]!["window"] = "P1D";
        definition["stages"]![1]!["name"] = "";

        var problem = (await app.Api.PostAsync("/api/journeys/preview", ApiClient.Json(definition.ToJsonString()))).Expect(HttpStatusCode.BadRequest).Json;

        Assert.Equal(["stages[0].window", "stages[1].name"], problem["errors"]!.AsArray().Select(error => (string)error!["path"]!).Order());
    }

    private async Task<JsonNode> PreviewAsync(JsonNode definition) =>
        (await app.Api.PostAsync("/api/journeys/preview", ApiClient.Json(definition.ToJsonString()))).Expect(HttpStatusCode.OK).Json;

    private static IEnumerable<string> Stages(JsonNode figures) => figures["stages"]!.AsArray().Select(stage =>
        string.Join(' ', Counted.Select(name => stage![name]?.ToJsonString() ?? "null")));
}
