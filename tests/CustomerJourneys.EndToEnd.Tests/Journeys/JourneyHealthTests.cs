using System.Net;
using System.Text.Json.Nodes;
using CustomerJourneys.EndToEnd.Tests.Running;

namespace CustomerJourneys.EndToEnd.Tests.Journeys;

/// <summary>A journey that asks for what was never logged says so.</summary>
public sealed class JourneyHealthTests(SharedApp app) : IClassFixture<SharedApp>
{
    [Fact]
    public async Task Health_OfAJourney_NamesTheConditionsThatMatchNothing()
    {
        const string Batch = """
            {"activities":[
              {"id":"h1","contactId":"health-1","type":"pagevisit","occurredAt":"2026-03-01T09:00:00Z","url":"https://shop.example/Pricing/?utm=1"},
              {"id":"h2","contactId":"health-1","type":"formsubmit","occurredAt":"2026-03-01T10:00:00Z","value":"newsletter"},
              {"id":"h3","contactId":"health-2","type":"health.call","occurredAt":"2026-03-01T11:00:00Z","value":"7"}]}
            """;
        (await app.Api.PostAsync("/api/activities", ApiClient.Json(Batch))).Expect(HttpStatusCode.OK);
        var journey = JsonNode.Parse("""
            {"displayName":"Health","stages":[
              {"name":"One","conditions":{"match":"any","groups":[{"match":"any","conditions":[
                {"rule":"visitedPage","page":"/pricing"},
                {"rule":"visitedPage","page":"/prices"},
                {"rule":"submittedForm","form":"newsletter"},
                {"rule":"submittedForm","form":"news letter"}]}]}},
              {"name":"Two","excluding":[{"rule":"performedActivity","activityType":"health.never"}],
               "conditions":{"match":"all","groups":[{"match":"all","conditions":[
                {"rule":"performedActivity","activityType":"health.call","where":[{"field":"value","operator":"greaterThan","value":7}]},
                {"rule":"performedActivity","activityType":"HEALTH.CALL"},
                {"rule":"hasNotPerformed","activityType":"health.unknown"},
                {"rule":"inContactGroup","group":"no-such-group"},
                {"rule":"contactAttribute","attribute":"plan","value":"pro"}]}]}}]}
            """)!;
        var journeyId = await app.Api.CreateJourneyAsync(journey);

        var health = (await app.Api.GetAsync($"/api/journeys/{journeyId}/health")).Expect(HttpStatusCode.OK).Json;

        Assert.False((bool)health["isHealthy"]!);
        Assert.Equal(
            [
                "stages[0].conditions.groups[0].conditions[0] visitedPage 1 ",
                "stages[0].conditions.groups[0].conditions[1] visitedPage 0 pageUnknown",
                "stages[0].conditions.groups[0].conditions[2] submittedForm 1 ",
                "stages[0].conditions.groups[0].conditions[3] submittedForm 0 formUnknown",
                "stages[1].conditions.groups[0].conditions[0] performedActivity 0 neverMatched",
                "stages[1].conditions.groups[0].conditions[1] performedActivity 1 ",
                "stages[1].conditions.groups[0].conditions[2] hasNotPerformed 0 activityTypeUnknown",
                "stages[1].conditions.groups[0].conditions[3] inContactGroup  groupUnknown",
                "stages[1].conditions.groups[0].conditions[4] contactAttribute  attributeUnknown",
                "stages[1].excluding[0] performedActivity 0 activityTypeUnknown",
            ],
            health["conditions"]!.AsArray().Select(c => $"{c!["path"]} {c["rule"]} {c["matched"]} {c["finding"]}"));
        Assert.All(health["conditions"]!.AsArray(), c => Assert.Equal(c!["finding"] is null, c["message"] is null));
    }

    [Fact]
    public async Task Health_OfAJourneyThatIsGone_IsNotFound()
    {
        var problem = (await app.Api.GetAsync("/api/journeys/nowhere/health")).Expect(HttpStatusCode.NotFound).Json;
        Assert.Equal("journey_not_found", (string)problem["code"]!);
    }
}
