using System.Net;
using CustomerJourneys.EndToEnd.Tests.Running;

namespace CustomerJourneys.EndToEnd.Tests.Journeys;

/// <summary>Journeys from templates, and what they show of people who got stuck.</summary>
public sealed class JourneyTemplateTests(SharedApp app) : IClassFixture<SharedApp>
{
    [Fact]
    public async Task Templates_Each_CanBeCreatedByItsIdAndByItsDefinition()
    {
        var templates = (await app.Api.GetAsync("/api/journey-templates")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray();

        Assert.Equal(
            ["see-think-do-care", "registration-with-confirmation", "online-purchase", "newsletter-to-sample-request"],
            templates.Select(template => (string)template!["id"]!));
        foreach (var template in templates)
        {
            Assert.NotEmpty((string)template!["description"]!);
            var created = (await app.Api.PostAsync($"/api/journeys?template={template["id"]}")).Expect(HttpStatusCode.Created);
            var sent = (await app.Api.PostAsync("/api/journeys", ApiClient.Json(template["definition"]!.ToJsonString()))).Expect(HttpStatusCode.Created);

            Assert.Equal($"/api/journeys/{created.Json["id"]}", created.Headers.Location!.OriginalString);
            foreach (var journey in (ApiAnswer[])[created, sent])
            {
                Assert.Equal((string)template["displayName"]!, (string)journey.Json["displayName"]!);
                Assert.Equal(
                    template["stages"]!.AsArray().Select(stage => (string)stage!), journey.Json["stages"]!.AsArray().Select(stage => (string)stage!["name"]!));
                Assert.All(journey.Json["stages"]!.AsArray(), stage => Assert.NotEmpty((string)stage!["map"]!["notes"]!));
                Assert.Equal("current", (string)(await app.Api.CurrentResultsAsync((string)journey.Json["id"]!))["state"]!);
            }
        }
    }

    [Fact]
    public async Task CreateFromTemplate_NameAndErrors()
    {
        var named = await app.Api.PostAsync("/api/journeys?template=online-purchase", ApiClient.Json("""{"displayName":"Our shop"}"""));

        Assert.Equal("Our shop", (string)named.Expect(HttpStatusCode.Created).Json["displayName"]!);
        (await app.Api.PostAsync("/api/journeys?template=none")).ExpectProblem(400, "template_unknown", "template");
        (await app.Api.PostAsync("/api/journeys?template=online-purchase", ApiClient.Json("""{"stages":[]}"""))).ExpectProblem(400, "unknown_member", "stages");
    }

    [Fact]
    public async Task Registration_ThreeVisitorsWhoGotStuck_AreOnThreeLists()
    {
        await app.Api.PostAsync("/api/activities", ApiClient.Json("""
            { "activities": [
              { "id": "u1", "contactId": "undecided", "type": "pagevisit", "url": "/register", "occurredAt": "2026-03-01T10:00:00Z" },
              { "id": "u2", "contactId": "undecided", "type": "pagevisit", "url": "https://shop.example/register/?again=1", "occurredAt": "2026-03-08T10:00:00Z" },
              { "id": "b1", "contactId": "beginner", "type": "pagevisit", "url": "/register", "occurredAt": "2026-03-01T10:00:00Z" },
              { "id": "b2", "contactId": "beginner", "type": "datainput", "url": "/register", "value": "email", "occurredAt": "2026-03-01T10:01:00Z" },
              { "id": "s1", "contactId": "sender", "type": "pagevisit", "url": "/register", "occurredAt": "2026-03-01T10:00:00Z" },
              { "id": "s2", "contactId": "sender", "type": "datainput", "url": "/register", "value": "email", "occurredAt": "2026-03-01T10:01:00Z" },
              { "id": "s3", "contactId": "sender", "type": "formsubmit", "value": "registration", "occurredAt": "2026-03-01T10:02:00Z" },
              { "id": "m1", "contactId": "member", "type": "pagevisit", "url": "/register", "occurredAt": "2026-03-01T10:00:00Z" },
              { "id": "m2", "contactId": "member", "type": "datainput", "url": "/register", "value": "email", "occurredAt": "2026-03-01T10:01:00Z" },
              { "id": "m3", "contactId": "member", "type": "formsubmit", "value": "registration", "occurredAt": "2026-03-01T10:02:00Z" },
              { "id": "m4", "contactId": "member", "type": "emailclick", "title": "Registration confirmation", "url": "/register/confirmed", "occurredAt": "2026-03-02T10:02:00Z" },
              { "id": "m5", "contactId": "member", "type": "memberregistration", "occurredAt": "2026-03-02T10:02:05Z" } ] }
            """));
        var journey = (string)(await app.Api.PostAsync("/api/journeys?template=registration-with-confirmation")).Expect(HttpStatusCode.Created).Json["id"]!;

        var results = await app.Api.CurrentResultsAsync(journey);

        Assert.Equal([4, 3, 2, 1, 1], Figures.Converted(results));
        foreach (var (stage, contact) in ((int, string)[])[(0, "undecided"), (1, "beginner"), (2, "sender")])
        {
            var list = (await app.Api.GetAsync($"/api/journeys/{journey}/stages/{results["stages"]![stage]!["stageId"]}/contacts?list=droppedOff")).Expect(HttpStatusCode.OK);
            Assert.Equal(contact, (string)Assert.Single(list.Json["items"]!.AsArray())!["contactId"]!);
        }
    }
}
