using System.Net;
using System.Text.Json.Nodes;
using CustomerJourneys.EndToEnd.Tests.Running;
using CustomerJourneys.EndToEnd.Tests.SharedData;

namespace CustomerJourneys.EndToEnd.Tests.Results;

/// <summary>Every shared case through HTTP, all in one store: saved, previewed, and each stage's list of contacts.</summary>
public sealed class SharedCasesTests(SharedApp app) : IClassFixture<SharedApp>
{
    [SharedCasesFact]
    public async Task Journeys_SharedCases_AreReachedAsExpected()
    {
        var cases = SharedCases.Read();
        Assert.NotEmpty(cases);
        var batch = new JsonObject { ["activities"] = new JsonArray([.. cases.SelectMany(item => item.Activities())]) };
        (await app.Api.PostAsync("/api/activities", ApiClient.Json(batch.ToJsonString()))).Expect(HttpStatusCode.OK);

        foreach (var item in cases)
        {
            var preview = (await app.Api.PostAsync("/api/journeys/preview", ApiClient.Json(item.Journey.ToJsonString()))).Expect(HttpStatusCode.OK).Json;
            Assert.Equal((item.Name, string.Join(' ', item.Converted)), (item.Name, string.Join(' ', Figures.Converted(preview))));
        }

        var journeys = new List<string>();
        foreach (var item in cases)
            journeys.Add(await app.Api.CreateJourneyAsync(item.Journey));
        foreach (var (item, journey) in cases.Zip(journeys))
        {
            var results = await app.Api.CurrentResultsAsync(journey);
            Assert.Equal((item.Name, string.Join(' ', item.Converted)), (item.Name, string.Join(' ', Figures.Converted(results))));
            for (var stage = 0; stage < item.Converted.Length; stage++)
            {
                var list = (await app.Api.GetAsync($"/api/journeys/{journey}/stages/{results["stages"]![stage]!["stageId"]}/contacts?list=converted&top=1000"))
                    .Expect(HttpStatusCode.OK).Json["items"]!.AsArray();
                Assert.Equal(
                    item.Reached(stage), list.Select(contact => ((string)contact!["contactId"]!, (DateTimeOffset)contact["reachedAt"]!)));
            }
        }
    }
}
