using System.Net;
using System.Text.Json.Nodes;
using CustomerJourneys.EndToEnd.Tests.Running;

namespace CustomerJourneys.EndToEnd.Tests.Contacts;

/// <summary>Contacts that turn out to be one.</summary>
public sealed class IdentityTests(SharedApp app) : IClassFixture<SharedApp>
{
    private readonly ContactCalls _contacts = new(app.Api);

    [Fact]
    public async Task Identify_AnonymousVisitorGivesAnAddressThatIsKnown_BecomesThatContact()
    {
        await app.Api.AddAsync([new("visit", "id-visitor", "pagevisit", "2026-01-01T10:00:00Z"), new("mail", "id-known", "emailclick", "2026-02-01T10:00:00Z")]);
        await _contacts.SaveAsync("id-known", """{"email":"known@id.example","firstName":"Old","attributes":{"city":"Rome","plan":"free"}}""");

        var contact = await _contacts.SaveAsync("id-visitor", """{"email":"Known@ID.example","firstName":"New","attributes":{"plan":"pro"}}""");

        Assert.Equal("id-known", (string?)contact["contactId"]);
        Assert.Equal("id-known", (string?)contact["mergedInto"]);
        Assert.Equal("""["id-visitor"]""", contact["mergedIds"]!.ToJsonString());
        Assert.Equal("New", (string?)contact["firstName"]);
        Assert.Equal("""{"city":"Rome","plan":"pro"}""", contact["attributes"]!.ToJsonString());
        Assert.Equal(["mail", "visit"], await _contacts.ActivitiesAsync("id-known"));
        // What comes later under the old id is the survivor's, whether it is done or said.
        await app.Api.AddAsync([new("later", "id-visitor", "click", "2026-03-01T10:00:00Z")]);
        await _contacts.SaveAsync("id-visitor", """{"lastName":"Late"}""");
        Assert.Equal(["later", "mail", "visit"], await _contacts.ActivitiesAsync("id-visitor"));
        Assert.Equal("New Late", (string?)(await _contacts.GetAsync("id-known"))["name"]);
        Assert.Single((await app.Api.GetAsync("/api/contacts?search=id-")).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task Identify_TwoKnownContacts_OlderStaysAndNewerValuesCount()
    {
        await app.Api.AddAsync([new("1", "kk-older", "pagevisit", "2026-01-01T10:00:00Z"), new("1", "kk-newer", "pagevisit", "2026-02-01T10:00:00Z")]);
        await _contacts.SaveAsync("kk-newer", """{"email":"newer@kk.example","firstName":"Newer","attributes":{"city":"Oslo"}}""");
        await _contacts.SaveAsync("kk-older", """{"email":"older@kk.example","firstName":"Older","lastName":"Kept","attributes":{"city":"Rome","age":7}}""");

        // The older one gives the address of the newer one: it stays all the same.
        var contact = await _contacts.SaveAsync("kk-older", """{"email":"newer@kk.example"}""");

        Assert.Equal("kk-older", (string?)contact["contactId"]);
        Assert.Equal("Newer Kept", (string?)contact["name"]);
        Assert.Equal("""{"age":7,"city":"Oslo"}""", contact["attributes"]!.ToJsonString());
        // Of two activities with one id the survivor's stays.
        Assert.Equal("2026-01-01T10:00:00Z", (string?)(await app.Api.GetAsync("/api/contacts/kk-newer/activities")).Json["items"]![0]!["occurredAt"]);
        Assert.Equal("kk-older", (string?)(await _contacts.GetAsync("kk-newer"))["mergedInto"]);
    }

    [Fact]
    public async Task Identify_AddressThatWasGivenUp_IsFree()
    {
        await _contacts.SaveAsync("up-1", """{"email":"shared@up.example"}""");
        await _contacts.SaveAsync("up-1", """{"email":"own@up.example"}""");
        Assert.Equal("up-2", (string?)(await _contacts.SaveAsync("up-2", """{"email":"shared@up.example"}"""))["contactId"]);
        // Also where both happen at once.
        var swap = await app.Api.PostAsync("/api/contacts", ApiClient.Json(
            """{"contacts":[{"contactId":"up-1","email":"shared@up.example"},{"contactId":"up-2","email":"own@up.example"}]}"""));
        Assert.Equal("""{"accepted":2,"merged":0,"dropped":0}""", swap.Expect(HttpStatusCode.OK).Text);
        await _contacts.SaveAsync("up-2", """{"email":null}""");
        Assert.Equal("up-3", (string?)(await _contacts.SaveAsync("up-3", """{"email":"own@up.example"}"""))["contactId"]);
        Assert.Empty((await _contacts.GetAsync("up-1"))["mergedIds"]!.AsArray());
    }

    [Fact]
    public async Task Identify_WithinOneBatch_IsOneContact()
    {
        var answer = await app.Api.PostAsync("/api/contacts", ApiClient.Json(
            """{"contacts":[{"contactId":"one-1","email":"one@batch.example","firstName":"First"},{"contactId":"one-2","email":"ONE@batch.example","attributes":{"a":1}}]}"""));
        Assert.Equal("""{"accepted":2,"merged":1,"dropped":0}""", answer.Expect(HttpStatusCode.OK).Text);

        var contact = await _contacts.GetAsync("one-2");

        Assert.Equal("one-1", (string?)contact["mergedInto"]);
        Assert.Equal("First", (string?)contact["firstName"]);
        Assert.Equal("""{"a":1}""", contact["attributes"]!.ToJsonString());
    }

    [Fact]
    public async Task Identify_ManyAtOnce_AreOneContact()
    {
        var ids = Enumerable.Range(0, 8).Select(i => $"race-{i}").ToList();
        await Task.WhenAll(ids.Select(id => _contacts.SaveAsync(id, """{"email":"race@id.example"}""")));
        // Who came while another was being stored is merged by what runs every minute, which looks at what is two minutes old: said again, it is settled now.
        foreach (var id in ids)
            await _contacts.SaveAsync(id, """{"email":"race@id.example"}""");

        var survivors = new HashSet<string>();
        foreach (var id in ids)
            survivors.Add((string)(await _contacts.GetAsync(id))["contactId"]!);
        Assert.Single(survivors);
    }

    [Fact]
    public async Task Merge_Chain_AllIdsAreTheSurvivorAndARepeatChangesNothing()
    {
        await app.Api.AddAsync([.. "abc".Select((id, i) => new SampleActivity("1" + id, "chain-" + id, "pagevisit", $"2026-01-0{1 + i}T10:00:00Z"))]);
        foreach (var (id, city) in ((string, string)[])[("a", "Rome"), ("b", "Oslo"), ("c", "Bern")])
            await _contacts.SaveAsync("chain-" + id, $$$"""{"attributes":{"city":"{{{city}}}","{{{id}}}":1}}""");

        await _contacts.MergeAsync("chain-b", "chain-c");
        var contact = await _contacts.MergeAsync("chain-a", "chain-b");

        Assert.Equal("""["chain-b","chain-c"]""", contact["mergedIds"]!.ToJsonString());
        // The newest contact's city, and what else any of them had.
        Assert.Equal("""{"a":1,"b":1,"c":1,"city":"Bern"}""", contact["attributes"]!.ToJsonString());
        foreach (var (into, from) in ((string, string)[])[("chain-a", "chain-b"), ("chain-c", "chain-a"), ("chain-a", "chain-a"), ("chain-b", "chain-c")])
            Assert.Equal(contact["modifiedAt"]!.ToJsonString(), (await _contacts.MergeAsync(into, from))["modifiedAt"]!.ToJsonString());
        await app.Api.AddAsync([new("late", "chain-c", "click", "2026-02-01T10:00:00Z")]);
        foreach (var id in (string[])["chain-a", "chain-b", "chain-c"])
            Assert.Equal(["1a", "1b", "1c", "late"], await _contacts.ActivitiesAsync(id));
    }

    [Fact]
    public async Task Merge_OlderContactChangedLast_NewerContactsValuesCountAndLaterOnesMore()
    {
        await _contacts.SaveAsync("rule-older", """{"attributes":{"city":"Rome"}}""");
        await _contacts.SaveAsync("rule-newer", """{"attributes":{"city":"Oslo"}}""");
        await _contacts.SaveAsync("rule-older", """{"attributes":{"city":"Paris","zip":"1"}}""");

        var merged = await _contacts.MergeAsync("rule-older", "rule-newer");

        Assert.Equal("""{"city":"Oslo","zip":"1"}""", merged["attributes"]!.ToJsonString());
        Assert.Equal("""{"city":"Bern","zip":"1"}""", (await _contacts.SaveAsync("rule-newer", """{"attributes":{"city":"Bern"}}"""))["attributes"]!.ToJsonString());
    }

    [Fact]
    public async Task Merge_Results_AreStaleUntilTheNextRecalculation()
    {
        await app.Api.AddAsync([new("1", "stale-1", "stale-first", "2026-01-01T10:00:00Z"), new("1", "stale-2", "stale-second", "2026-01-02T10:00:00Z")]);
        var journey = await app.Api.CreateJourneyAsync(SampleJourney.Of("stale-first", "stale-second"));
        Assert.Equal(0, (int)(await app.Api.CurrentResultsAsync(journey))["stages"]![1]!["converted"]!);

        // Their activities have one id: those of one contact, of which the survivor's counts, would be one.
        await app.Api.AddAsync([new("2", "stale-2", "stale-second", "2026-01-03T10:00:00Z")]);
        await _contacts.MergeAsync("stale-1", "stale-2");

        Assert.Equal("stale", (string?)(await app.Api.ResultsAsync(journey))["state"]);
        var results = await app.Api.RecalculatedAsync(journey);
        Assert.Equal(1, (int)results["stages"]![1]!["converted"]!);
    }

    [Fact]
    public async Task Merge_UnknownContacts_IsRefused()
    {
        await _contacts.SaveAsync("lonely", "{}");

        (await MergeAsync("never-seen", "lonely")).ExpectProblem(404, "contact_not_found");
        (await MergeAsync("lonely", "never-seen")).ExpectProblem(400, "contact_unknown", "from");
        (await MergeAsync("lonely", "not an id")).ExpectProblem(400, "contact_id_invalid", "from");
        (await app.Api.PostAsync("/api/contacts/lonely/merge", ApiClient.Json("""{"into":"x"}"""))).ExpectProblem(400, "required", "from");
    }

    private Task<ApiAnswer> MergeAsync(string into, string from) =>
        app.Api.PostAsync($"/api/contacts/{into}/merge", ApiClient.Json(new JsonObject { ["from"] = from }.ToJsonString()));
}
