using System.Net;
using System.Text.Json.Nodes;
using CustomerJourneys.EndToEnd.Tests.Contacts;
using CustomerJourneys.EndToEnd.Tests.Crashes;
using CustomerJourneys.EndToEnd.Tests.Running;

namespace CustomerJourneys.EndToEnd.Tests.Insights;

/// <summary>Explanations as a front end reads them: they must say of every contact what the lists say.</summary>
public sealed class ExplanationTests(SharedApp app) : IClassFixture<SharedApp>
{
    [Fact]
    public async Task Explain_EveryContactOfAList_AgreesWithTheLists()
    {
        var log = new GeneratedLog(seed: 11, count: 1500, contacts: 120);
        await app.Api.AddAsync(log.Activities);
        var journey = await app.Api.CreateJourneyAsync(GeneratedLog.Journey);
        var stages = (await app.Api.CurrentResultsAsync(journey))["stages"]!.AsArray();
        var reached = new List<Dictionary<string, string?>>();
        foreach (var stage in stages)
        {
            var list = (await app.Api.GetAsync($"/api/journeys/{journey}/stages/{stage!["stageId"]}/contacts?top=1000")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray();
            reached.Add(list.ToDictionary(item => (string)item!["contactId"]!, item => (string?)item!["reachedAt"]));
        }

        Assert.NotEmpty(reached[^1]);
        foreach (var contact in log.Activities.Select(activity => activity.ContactId).Distinct())
        {
            var told = await ExplainAsync(journey, contact);
            Assert.Equal(reached.TakeWhile(list => list.ContainsKey(contact)).Select(list => list[contact]), ReachedAt(told));
        }
    }

    [Fact]
    public async Task Explain_MergedContactWithAttributes_IsTheSurvivor()
    {
        var contacts = new ContactCalls(app.Api);
        await app.Api.AddAsync([new("e-1", "explained", "explain-signup", "2026-05-03T00:00:00Z"), new("e-2", "explained-before", "explain-buy", "2026-05-07T10:00:00Z")]);
        await contacts.SaveAsync("explained", """{"email":"explained@example.com","firstName":"Ada","lastName":"Lovelace","attributes":{"plan":"basic"}}""");
        var journey = await app.Api.CreateJourneyAsync(JsonNode.Parse("""
            {"displayName":"Explained","stages":[
              {"name":"Signed up","conditions":{"match":"all","groups":[{"match":"all","conditions":[{"rule":"performedActivity","activityType":"explain-signup"}]}]}},
              {"name":"Bought","conditions":{"match":"all","groups":[{"match":"all","conditions":[
                {"rule":"performedActivity","activityType":"explain-buy"},{"rule":"contactAttribute","attribute":"plan","operator":"equals","value":"pro"}]}]}}]}
            """)!.AsObject());
        await contacts.MergeAsync("explained", "explained-before");

        var open = await ExplainAsync(journey, "explained-before");

        Assert.Equal(("explained", "explained", "Ada Lovelace", "explained@example.com"), ((string?)open["contactId"], (string?)open["mergedInto"], (string?)open["name"], (string?)open["email"]));
        Assert.Equal(1, (int)open["depth"]!);
        Assert.Equal("notReached", (string?)open["stages"]![1]!["state"]);
        Assert.Equal("Not reached: has an attribute “plan” that is equal to “pro”: it is “basic”.", (string?)open["stages"]![1]!["text"]);
        Assert.Equal("e-2", (string?)open["stages"]![1]!["groups"]![0]!["conditions"]![0]!["activities"]![0]!["id"]);

        await contacts.SaveAsync("explained", """{"attributes":{"plan":"Pro"}}""");
        var reached = await ExplainAsync(journey, "explained");

        Assert.Equal((2, "Reached on 7 May 2026, 10:00."), ((int)reached["depth"]!, (string?)reached["stages"]![1]!["text"]));
        Assert.Null(reached["mergedInto"]);
    }

    [Fact]
    public async Task Explain_UnknownOrErased_IsNotFound()
    {
        await app.Api.AddAsync([new("x-1", "explain-erased", "visit", "2026-05-03T00:00:00Z")]);
        var journey = await app.Api.CreateJourneyAsync(SampleJourney.Of("visit"));
        await ExplainAsync(journey, "explain-erased");
        (await app.Api.SendAsync(HttpMethod.Delete, "/api/contacts/explain-erased")).Expect(HttpStatusCode.NoContent);

        (await app.Api.GetAsync($"/api/journeys/{journey}/contacts/explain-erased")).ExpectProblem(404, "contact_not_found");
        (await app.Api.GetAsync($"/api/journeys/{journey}/contacts/nobody")).ExpectProblem(404, "contact_not_found");
        (await app.Api.GetAsync("/api/journeys/nothing/contacts/nobody")).ExpectProblem(404, "journey_not_found");
    }

    private static IEnumerable<string?> ReachedAt(JsonNode told) =>
        told["stages"]!.AsArray().Where(stage => (string?)stage!["state"] == "reached").Select(stage => (string?)stage!["reachedAt"]);

    private async Task<JsonNode> ExplainAsync(string journey, string contact) =>
        (await app.Api.GetAsync($"/api/journeys/{journey}/contacts/{contact}")).Expect(HttpStatusCode.OK).Json;
}
