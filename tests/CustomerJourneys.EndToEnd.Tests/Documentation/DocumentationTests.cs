using System.Net;
using System.Text.Json.Nodes;
using CustomerJourneys.EndToEnd.Tests.Running;
using CustomerJourneys.Testing.Documents;

namespace CustomerJourneys.EndToEnd.Tests.Documentation;

/// <summary>Every command of the documents works and prints what they say, and the answers that they show are those that the app gives.</summary>
public sealed class DocumentationTests(StorageAccounts accounts) : IClassFixture<StorageAccounts>
{
    public static TheoryData<string> DocumentsWithCommands =>
        [.. MarkdownDocument.All.Where(path => MarkdownDocument.Read(path).Blocks.Any(block => block.Info == "sh"))];

    [Theory]
    [MemberData(nameof(DocumentsWithCommands))]
    public async Task Commands_Work_AndPrintWhatTheDocumentSays(string path)
    {
        await using var app = await RunningApp.StartAsync(accounts.TakeNew());
        using var script = new DocumentScript(path);
        await script.RunAsync(AddressOf(app), "base");
    }

    [Fact]
    public async Task ShownResults_AreThoseOfTheWalkThrough()
    {
        await using var app = await RunningApp.StartAsync(accounts.TakeNew());
        using var script = new DocumentScript("README.md");
        var results = await GetAsync(app, await script.RunAsync(AddressOf(app), "journey") + "/results");

        var shown = Shown("docs/how-to/read-results.md", "json results");
        AssertSameShape(shown, results);
        Assert.Equal(Figures(shown), Figures(results));
        AssertSameShape(Shown("docs/api.md", "json recalculation"), await GetAsync(app, $"/api/recalculations/{results["recalculationId"]}"));
    }

    [Fact]
    public async Task ShownImport_HasTheShapeOfARealOne()
    {
        await using var app = await RunningApp.StartAsync(accounts.TakeNew());
        using var script = new DocumentScript("docs/how-to/import-a-log.md");
        AssertSameShape(Shown("docs/api.md", "json import"), await GetAsync(app, await script.RunAsync(AddressOf(app), "import")));
    }

    [Fact]
    public async Task ShownContact_HasTheShapeOfARealOne()
    {
        await using var app = await RunningApp.StartAsync(accounts.TakeNew());
        using var script = new DocumentScript("docs/how-to/know-your-contacts.md");
        await script.RunAsync(AddressOf(app), "base");
        await app.Api.CreateJourneyAsync(SampleJourney.Of("pagevisit"));
        AssertSameShape(Shown("docs/api.md", "json contact"), await GetAsync(app, "/api/contacts/visitor-17"));
    }

    [Fact]
    public async Task ShownScheduleProblemAndRule_AreReal()
    {
        await using var app = await RunningApp.StartAsync(accounts.TakeNew());
        var schedule = Shown("docs/api.md", "json schedule");
        (await app.Api.SendAsync(HttpMethod.Put, "/api/schedule", ApiClient.Json(schedule.ToJsonString()))).Expect(HttpStatusCode.OK);

        var journey = Shown("docs/how-to/define-a-journey.md", "json journey");
        var stages = journey["stages"]!.AsArray();
        while (stages.Count < 11)
            stages.Add(stages[0]!.DeepClone());
        var problem = (await app.Api.PostAsync("/api/journeys", ApiClient.Json(journey.ToJsonString()))).Expect(HttpStatusCode.BadRequest).Json;
        var shown = Shown("docs/errors.md", "json problem");
        Assert.NotNull(problem["traceId"]);
        problem["traceId"] = shown["traceId"]!.DeepClone();
        Assert.Equal(shown.ToJsonString(), problem.ToJsonString());

        var rule = Shown("docs/api.md", "json condition-rule");
        var rules = await GetAsync(app, "/api/condition-rules");
        Assert.Equal(rule.ToJsonString(), rules["items"]!.AsArray().Single(item => (string)item!["id"]! == (string)rule["id"]!)!.ToJsonString());
    }

    private static Uri AddressOf(RunningApp app) => new(app.Output.Split("Ready on ")[^1].Split('\n')[0].Trim());

    private static JsonNode Shown(string path, string info) => JsonNode.Parse(MarkdownDocument.Read(path).Blocks.First(block => block.Info == info).Text)!;

    private static async Task<JsonNode> GetAsync(RunningApp app, string address) => (await app.Api.GetAsync(address)).Expect(HttpStatusCode.OK).Json;

    private static string Figures(JsonNode results)
    {
        var stages = results["stages"]!.DeepClone().AsArray();
        foreach (var stage in stages)
            stage!.AsObject().Remove("stageId");
        return $"{results["contactsTotal"]} contacts, {results["activitiesRead"]} activities: {stages.ToJsonString()}";
    }

    // The same members on every level that both have; a null says nothing of what may stand there.
    private static void AssertSameShape(JsonNode? shown, JsonNode? real)
    {
        switch (shown, real)
        {
            case (JsonObject left, JsonObject right):
                Assert.Equal(left.Select(member => member.Key), right.Select(member => member.Key));
                foreach (var (name, value) in left)
                    AssertSameShape(value, right[name]);
                break;
            case (JsonArray { Count: > 0 } left, JsonArray { Count: > 0 } right):
                AssertSameShape(left[0], right[0]);
                break;
            case (not null, not null):
                Assert.Equal(shown.GetValueKind(), real.GetValueKind());
                break;
        }
    }
}
