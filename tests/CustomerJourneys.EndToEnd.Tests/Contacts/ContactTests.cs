using System.Net;
using System.Text.Json.Nodes;
using CustomerJourneys.EndToEnd.Tests.Running;

namespace CustomerJourneys.EndToEnd.Tests.Contacts;

/// <summary>What is said of contacts, as a CRM and a front end say and read it.</summary>
public sealed class ContactTests(SharedApp app) : IClassFixture<SharedApp>
{
    private readonly ContactCalls _contacts = new(app.Api);

    [Fact]
    public async Task Put_PartByPart_KeepsWhatIsLeftOutAndTakesAwayWhatIsNull()
    {
        await _contacts.SaveAsync("parts", """{"email":" Parts@Example.com ","firstName":"Ada","attributes":{"plan":"free","seats":3,"note":"x"}}""");

        var contact = await _contacts.SaveAsync("parts", """{"lastName":"Lovelace","firstName":null,"attributes":{"PLAN":"pro","note":null}}""");

        Assert.Equal("Parts@Example.com", (string?)contact["email"]);
        Assert.Null(contact["firstName"]);
        Assert.Equal("Lovelace", (string?)contact["name"]);
        var attributes = contact["attributes"]!.AsObject();
        Assert.Equal(["plan", "seats"], attributes.Select(attribute => attribute.Key.ToLowerInvariant()).Order());
        Assert.Equal(3, (double)attributes["seats"]!);
        Assert.Equal("pro", (string?)attributes.Single(attribute => attribute.Key.Equals("plan", StringComparison.OrdinalIgnoreCase)).Value);
        Assert.Null(contact["mergedInto"]);
        Assert.Equal(contact.ToJsonString(), (await _contacts.GetAsync("parts")).ToJsonString());
    }

    [Fact]
    public async Task Get_AnonymousContact_IsKnownByItsActivitiesAlone()
    {
        await app.Api.AddAsync([new("a", "anonymous", "pagevisit", "2026-02-01T10:00:00Z"), new("b", "anonymous", "click", "2026-02-03T10:00:00Z")]);

        var contact = await _contacts.GetAsync("anonymous");

        Assert.Equal(2, (int)contact["activities"]!);
        Assert.Equal("2026-02-01T10:00:00Z", (string?)contact["firstSeenAt"]);
        Assert.Equal("2026-02-03T10:00:00Z", (string?)contact["lastActivityAt"]);
        Assert.Null(contact["modifiedAt"]);
        Assert.Null(contact["email"]);
        (await app.Api.GetAsync("/api/contacts/never-seen")).ExpectProblem(404, "contact_not_found");
        (await app.Api.GetAsync("/api/contacts/never-seen/activities")).ExpectProblem(404, "contact_not_found");
    }

    [Fact]
    public async Task Activities_Paged_AreTheWholeTimelineNewestFirst()
    {
        // Some of one instant, and folded in several portions.
        for (var batch = 0; batch < 3; batch++)
        {
            await app.Api.AddAsync(Enumerable.Range(0, 7).Select(i => new SampleActivity($"{batch}-{i}", "busy", i % 2 == 0 ? "click" : "pagevisit", $"2026-03-0{1 + (i % 4)}T10:00:00Z")));
            await _contacts.GetAsync("busy");
        }

        await _contacts.SaveAsync("busy", """{"firstName":"Busy"}""");
        var seen = new List<(string At, string Id)>();
        var continuation = "";
        do
        {
            var page = (await app.Api.GetAsync($"/api/contacts/busy/activities?top=4{continuation}")).Expect(HttpStatusCode.OK).Json;
            seen.AddRange(page["items"]!.AsArray().Select(item => ((string)item!["occurredAt"]!, (string)item["id"]!)));
            continuation = (string?)page["continuation"] is { } token ? "&continuation=" + token : null;
        }
        while (continuation is not null);

        Assert.Equal(21, seen.Distinct().Count());
        Assert.Equal(seen.OrderByDescending(item => item.At, StringComparer.Ordinal).ThenBy(item => item.Id, StringComparer.Ordinal), seen);
        (await app.Api.GetAsync("/api/contacts/busy/activities?continuation=nonsense")).ExpectProblem(400, "continuation_invalid", "continuation");
        (await app.Api.GetAsync("/api/contacts/busy/activities?top=1001")).ExpectProblem(400, "top_out_of_range", "top");
    }

    [Fact]
    public async Task Activities_OfAllFields_AreAsTheyWereSent()
    {
        await app.Api.PostAsync("/api/activities", ApiClient.Json("""
            {"activities":[{"id":"full","contactId":"fields","type":"Order Paid","occurredAt":"2026-03-01T10:00:00.123Z","value":"v","title":"t","url":"/u",
            "referrer":"/r","channel":"web","properties":{"amount":39.5,"currency":"EUR"}}]}
            """));

        var activity = (await app.Api.GetAsync("/api/contacts/fields/activities")).Json["items"]![0]!;

        Assert.Equal(
            """{"id":"full","type":"Order Paid","occurredAt":"2026-03-01T10:00:00.123Z","value":"v","title":"t","url":"/u","referrer":"/r","channel":"web","properties":{"amount":39.5,"currency":"EUR"}}""",
            activity.ToJsonString());
    }

    [Fact]
    public async Task Post_Batch_IsListedSearchedAndPaged()
    {
        var lines = Enumerable.Range(0, 250).Select(i => $$$"""{"contactId":"batch-{{{i}}}","email":"person{{{i}}}@batch.example","firstName":"First{{{i}}}","lastName":"Batchson"}""");
        var saved = (await app.Api.PostAsync("/api/contacts", Bodies.Gzip(string.Join('\n', lines), "application/x-ndjson"))).Expect(HttpStatusCode.OK).Json;
        Assert.Equal("""{"accepted":250,"merged":0,"dropped":0}""", saved.ToJsonString());
        var again = await app.Api.PostAsync("/api/contacts", ApiClient.Json("""{"contacts":[{"contactId":"batch-7","email":"PERSON7@batch.example"},{"contactId":"batch-7","firstName":"Seven"}]}"""));
        Assert.Equal("""{"accepted":1,"merged":0,"dropped":0}""", again.Expect(HttpStatusCode.OK).Text);

        var found = new List<string>();
        string? continuation = "";
        while (continuation is not null)
        {
            var page = (await app.Api.GetAsync($"/api/contacts?search=batchson&top=60{continuation}")).Expect(HttpStatusCode.OK).Json;
            Assert.True(page["items"]!.AsArray().Count <= 60);
            found.AddRange(page["items"]!.AsArray().Select(item => (string)item!["contactId"]!));
            continuation = (string?)page["continuation"] is { } token ? "&continuation=" + token : null;
        }

        Assert.Equal(Enumerable.Range(0, 250).Select(i => $"batch-{i}").Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        foreach (var search in (string[])["person7@BATCH", "seven batch"])
        {
            var item = (await app.Api.GetAsync($"/api/contacts?search={search}")).Expect(HttpStatusCode.OK).Json["items"]![0]!;
            Assert.Equal("""{"contactId":"batch-7","name":"Seven Batchson","email":"PERSON7@batch.example"}""", item.ToJsonString());
        }

        Assert.Single((await app.Api.GetAsync("/api/contacts?search=BATCH-249")).Json["items"]!.AsArray());
        (await app.Api.GetAsync("/api/contacts?continuation=!")).ExpectProblem(400, "continuation_invalid", "continuation");
        (await app.Api.GetAsync("/api/contacts?search=" + new string('x', 201))).ExpectProblem(400, "search_too_long", "search");
    }

    [Fact]
    public async Task Post_BadBatch_SaysWhatIsWrongWhereAndStoresNothing()
    {
        var answer = await app.Api.PostAsync("/api/contacts", ApiClient.Json(
            """{"contacts":[{"contactId":"bad-1","email":"ok@example.com"},{"contactId":"b d"},{"email":"x"},{"contactId":"bad-2","email":"no at","shoe":1,"attributes":{"email":"x","ok":[],"":"y"}}]}"""));

        var problem = answer.ExpectProblem(400, "contact_id_invalid", "contacts[1].contactId");
        Assert.Equal(
            ["contacts[1].contactId", "contacts[2].contactId", "contacts[2].email", "contacts[3].attributes.", "contacts[3].attributes.email", "contacts[3].attributes.ok", "contacts[3].email", "contacts[3].shoe"],
            problem["errors"]!.AsArray().Select(error => (string)error!["path"]!).Order(StringComparer.Ordinal));
        (await app.Api.GetAsync("/api/contacts/bad-1")).ExpectProblem(404, "contact_not_found");
        (await app.Api.SendAsync(HttpMethod.Put, "/api/contacts/a%20b", ApiClient.Json("{}"))).ExpectProblem(400, "contact_id_invalid", "contactId");
        (await app.Api.SendAsync(HttpMethod.Put, "/api/contacts/c", ApiClient.Json("[]"))).ExpectProblem(400, "object_expected");
        var many = string.Join(',', Enumerable.Range(0, 51).Select(i => $"\"a{i}\":1"));
        (await app.Api.SendAsync(HttpMethod.Put, "/api/contacts/c", ApiClient.Json($$$"""{"attributes":{{{{many}}}}}"""))).ExpectProblem(400, "too_many_attributes", "attributes");
        var tooMany = string.Join(',', Enumerable.Range(0, 5_001).Select(i => $"{{\"contactId\":\"m{i}\"}}"));
        (await app.Api.PostAsync("/api/contacts", ApiClient.Json($$"""{"contacts":[{{tooMany}}]}"""))).ExpectProblem(400, "contact_batch_too_large", "contacts");
    }

    [Fact]
    public async Task Conditions_OnAttributes_HoldInRecalculationPreviewAndHealth()
    {
        await app.Api.AddAsync([new("1", "rich", "conditional", "2026-04-01T10:00:00Z"), new("1", "poor", "conditional", "2026-04-01T10:00:00Z")]);
        await _contacts.SaveAsync("rich", """{"attributes":{"tier":"gold","seats":10}}""");
        await _contacts.SaveAsync("poor", """{"attributes":{"tier":"none","seats":2}}""");
        var definition = SampleJourney.Of("conditional", "conditional");
        Conditions(definition, 0).Add(JsonNode.Parse("""{"rule":"contactAttribute","attribute":"Tier","operator":"equals","value":"GOLD"}"""));
        definition["stages"]!.AsArray().RemoveAt(1);
        definition["stages"]![0]!["conditions"]!["groups"]![0]!["match"] = "all";
        var preview = (await app.Api.PostAsync("/api/journeys/preview", ApiClient.Json(definition.ToJsonString()))).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(1, (int)preview["stages"]![0]!["converted"]!);

        var journey = await app.Api.CreateJourneyAsync(definition);
        var results = await app.Api.CurrentResultsAsync(journey);
        Assert.Equal(1, (int)results["stages"]![0]!["converted"]!);
        // A change of what is known makes the next run evaluate it, and takes effect both ways.
        await _contacts.SaveAsync("poor", """{"attributes":{"tier":"Gold"}}""");
        Assert.Equal(2, (int)(await app.Api.RecalculatedAsync(journey))["stages"]![0]!["converted"]!);
        await _contacts.SaveAsync("rich", """{"attributes":{"tier":null}}""");
        Assert.Equal(1, (int)(await app.Api.RecalculatedAsync(journey))["stages"]![0]!["converted"]!);
        var health = (await app.Api.GetAsync($"/api/journeys/{journey}/health")).Expect(HttpStatusCode.OK).Json;
        Assert.True((bool)health["isHealthy"]!, health.ToJsonString());
    }

    private static JsonArray Conditions(JsonObject definition, int stage) =>
        definition["stages"]![stage]!["conditions"]!["groups"]![0]!["conditions"]!.AsArray();
}
