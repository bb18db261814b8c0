using System.Net;
using CustomerJourneys.EndToEnd.Tests.Running;
using CustomerJourneys.Journeys;
using CustomerJourneys.Testing.Journeys;

namespace CustomerJourneys.EndToEnd.Tests.Journeys;

/// <summary>Journeys leave as files and come back as the same ones, in the same deployment or in another.</summary>
public sealed class JourneyFileTests(SharedApp app) : IClassFixture<SharedApp>
{
    // The ids that stages get when they are saved may be longer or shorter than those that the size was counted with.
    private const int Slack = 1_000;

    public static TheoryData<string> Definitions => [FullDefinition.Least, FullDefinition.Json];

    [Theory]
    [MemberData(nameof(Definitions))]
    public async Task Export_OfWhatWasImported_IsTheSameToTheByte(string definition)
    {
        var first = (await ImportAsync(definition)).Expect(HttpStatusCode.Created);
        var file = await ExportAsync(first);

        var second = (await ImportAsync(file.Text)).Expect(HttpStatusCode.Created);

        Assert.NotEqual((string)first.Json["id"]!, (string)second.Json["id"]!);
        Assert.Equal((1, $"/api/journeys/{second.Json["id"]}"), ((int)second.Json["version"]!, second.Headers.Location!.OriginalString));
        Assert.Equal(file.Text, (await ExportAsync(second)).Text);
        Assert.Equal("current", (string)(await app.Api.CurrentResultsAsync((string)second.Json["id"]!))["state"]!);
    }

    [Fact]
    public async Task Export_Journey_IsAFileToKeep()
    {
        var definition = SampleJourney.Of("visit");
        definition["displayName"] = "Große Reise: 1/2 \"x\"";
        var journey = (await app.Api.PostAsync("/api/journeys", ApiClient.Json(definition.ToJsonString()))).Expect(HttpStatusCode.Created);

        var file = await ExportAsync(journey);

        Assert.Equal("application/json", file.Content.ContentType!.MediaType);
        Assert.Equal(("attachment", "gro-e-reise-1-2-x.journey.json"), (file.Content.ContentDisposition!.DispositionType, file.Content.ContentDisposition.FileName!.Trim('"')));
        Assert.Equal(journey.Headers.ETag, file.Headers.ETag);
        Assert.Contains("\n  \"displayName\": \"Große Reise: 1/2 \\\"x\\\"\",\n", file.Text, StringComparison.Ordinal);
        Assert.EndsWith("}\n", file.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replace_WithItsFile_ChangesBackWhatWasEditedSince()
    {
        var journey = (await ImportAsync(SampleJourney.Of("visit", "trial", "buy").ToJsonString())).Expect(HttpStatusCode.Created);
        var path = $"/api/journeys/{journey.Json["id"]}";
        var file = await ExportAsync(journey);
        var edited = journey.Json;
        edited["stages"]!.AsArray().RemoveAt(1);
        (await app.Api.SendAsync(HttpMethod.Put, path, ApiClient.Json(edited.ToJsonString()), ifMatch: "\"1\"")).Expect(HttpStatusCode.OK);

        // A stage that was deleted since is the same one again.
        var restored = (await app.Api.SendAsync(HttpMethod.Put, path, ApiClient.Json(file.Text), ifMatch: "\"2\"")).Expect(HttpStatusCode.OK);

        Assert.Equal(3, (int)restored.Json["version"]!);
        Assert.Equal(file.Text, (await ExportAsync(restored)).Text);
        (await app.Api.SendAsync(HttpMethod.Put, path, ApiClient.Json(file.Text))).ExpectProblem(428, "if_match_required");
        (await app.Api.SendAsync(HttpMethod.Put, path, ApiClient.Json(file.Text), ifMatch: "\"1\"")).ExpectProblem(412, "journey_changed");
    }

    [Theory]
    [InlineData("🙂")]
    [InlineData("\u00a0")]
    [InlineData("\u0001")]
    public async Task EveryAnswer_OfADefinitionAtTheSizeLimit_IsTakenAgain(string unit)
    {
        // All in escapes the body is much larger than the definition.
        var body = LargeDefinitions.Forms(LargeDefinitions.WithoutDefaults(unit, JourneyJson.MaxBytes - Slack))[1];
        var created = (await app.Api.PostAsync("/api/journeys", ApiClient.Json(body))).Expect(HttpStatusCode.Created);
        var path = $"/api/journeys/{created.Json["id"]}";
        var file = await ExportAsync(created);
        if (unit == "🙂")
            Assert.DoesNotContain("\\u", file.Text + created.Text, StringComparison.Ordinal);

        var imported = (await ImportAsync(file.Text)).Expect(HttpStatusCode.Created);
        Assert.Equal(file.Text, (await ExportAsync(imported)).Text);

        var got = (await app.Api.GetAsync(path)).Expect(HttpStatusCode.OK);
        var replaced = (await app.Api.SendAsync(HttpMethod.Put, path, ApiClient.Json(got.Text), ifMatch: "\"1\"")).Expect(HttpStatusCode.OK);
        Assert.Equal(file.Text, (await ExportAsync(replaced)).Text);
        Assert.Equal(file.Text, (await ExportAsync((await ImportAsync(got.Text)).Expect(HttpStatusCode.Created))).Text);
        (await app.Api.PostAsync("/api/journeys/preview", ApiClient.Json(file.Text))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task EveryRequest_WithADefinitionThatIsTooLarge_IsRefused()
    {
        var large = LargeDefinitions.Forms(LargeDefinitions.WithoutDefaults("🙂", JourneyJson.MaxBytes + Slack))[0];
        var journey = (await ImportAsync(FullDefinition.Least)).Expect(HttpStatusCode.Created);

        (await app.Api.PostAsync("/api/journeys", ApiClient.Json(large))).ExpectProblem(400, "journey_too_large", "");
        (await app.Api.PostAsync("/api/journeys/import", ApiClient.Json(large))).ExpectProblem(400, "journey_too_large", "");
        (await app.Api.PostAsync("/api/journeys/preview", ApiClient.Json(large))).ExpectProblem(400, "journey_too_large", "");
        (await app.Api.SendAsync(HttpMethod.Put, $"/api/journeys/{journey.Json["id"]}", ApiClient.Json(large), ifMatch: "*")).ExpectProblem(400, "journey_too_large", "");
    }

    [Theory]
    [InlineData("""{"format":"funnel","formatVersion":1,"stages":[]}""", "journey_format_unknown", "format")]
    [InlineData("""{"format":"customer-journey","formatVersion":2,"stages":[]}""", "journey_format_unknown", "formatVersion")]
    [InlineData("""{"stages":[{"id":"a/b","name":"S","conditions":{"groups":[]}}]}""", "stage_id_invalid", "stages[0].id")]
    [InlineData("""{"stages":[]}""", "journey_needs_stage", "stages")]
    [InlineData("{", "malformed_json", "")]
    public async Task Import_WrongFile_IsRefused(string file, string code, string path) =>
        (await ImportAsync(file)).ExpectProblem(400, code, path);

    private Task<ApiAnswer> ImportAsync(string file) => app.Api.PostAsync("/api/journeys/import", ApiClient.Json(file));

    private async Task<ApiAnswer> ExportAsync(ApiAnswer journey) =>
        (await app.Api.GetAsync($"/api/journeys/{journey.Json["id"]}/export")).Expect(HttpStatusCode.OK);
}
