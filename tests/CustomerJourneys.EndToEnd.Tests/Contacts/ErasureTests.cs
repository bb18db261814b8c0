using System.Net;
using CustomerJourneys.EndToEnd.Tests.Running;

namespace CustomerJourneys.EndToEnd.Tests.Contacts;

/// <summary>Contacts that want to be forgotten.</summary>
public sealed class ErasureTests(SharedApp app) : IClassFixture<SharedApp>
{
    private readonly ContactCalls _contacts = new(app.Api);

    [Fact]
    public async Task Delete_Contact_IsGoneAtOnceFromEverywhereAndARunLeavesItOut()
    {
        await app.Api.AddAsync(
            [new("1", "gone", "erasable", "2026-01-01T10:00:00Z"), new("1", "gone-too", "erasable", "2026-01-02T10:00:00Z"), new("1", "stays", "erasable", "2026-01-03T10:00:00Z")]);
        await _contacts.SaveAsync("gone", """{"email":"gone@erase.example","firstName":"Gone"}""");
        await _contacts.SaveAsync("gone-too", """{"email":"gone@erase.example"}""");
        var journey = await app.Api.CreateJourneyAsync(SampleJourney.Of("erasable"));
        var before = await app.Api.CurrentResultsAsync(journey);
        Assert.Equal(2, (int)before["stages"]![0]!["converted"]!);
        Assert.Equal(0, (int)before["erasedSince"]!);
        var list = $"/api/journeys/{journey}/stages/{before["stages"]![0]!["stageId"]}/contacts";
        Assert.Equal(["gone", "stays"], await IdsAsync(list));

        Assert.Equal(HttpStatusCode.NoContent, (await DeleteAsync("gone-too")).Status);

        Assert.Equal(["stays"], await IdsAsync(list));
        foreach (var id in (string[])["gone", "gone-too"])
        {
            (await app.Api.GetAsync($"/api/contacts/{id}")).ExpectProblem(404, "contact_not_found");
            (await app.Api.GetAsync($"/api/contacts/{id}/activities")).ExpectProblem(404, "contact_not_found");
            (await app.Api.SendAsync(HttpMethod.Put, $"/api/contacts/{id}", ApiClient.Json("""{"email":"gone@erase.example"}"""))).ExpectProblem(409, "contact_erased");
            Assert.Equal(HttpStatusCode.NoContent, (await DeleteAsync(id)).Status);
        }

        Assert.Empty((await app.Api.GetAsync("/api/contacts?search=gone")).Json["items"]!.AsArray());
        // Nobody asked for a recalculation: the erasure did.
        var after = await Eventually.GetAsync("results without it", () => app.Api.ResultsAsync(journey), results => (int)results["stages"]![0]!["converted"]! == 1);
        Assert.Equal(1, (int)after["contactsTotal"]!);
        after = await app.Api.CurrentResultsAsync(journey);
        Assert.Equal(0, (int)after["erasedSince"]!);
        // What comes later is dropped, and the address is free.
        await app.Api.AddAsync([new("2", "gone", "erasable", "2026-02-01T10:00:00Z")]);
        var batch = await app.Api.PostAsync("/api/contacts", ApiClient.Json("""{"contacts":[{"contactId":"gone"},{"contactId":"heir","email":"gone@erase.example"}]}"""));
        Assert.Equal("""{"accepted":1,"merged":0,"dropped":1}""", batch.Expect(HttpStatusCode.OK).Text);
        Assert.Equal(1, (int)(await app.Api.RecalculatedAsync(journey))["stages"]![0]!["converted"]!);
        (await app.Api.GetAsync("/api/contacts/gone")).ExpectProblem(404, "contact_not_found");
        Assert.Empty((await _contacts.GetAsync("heir"))["mergedIds"]!.AsArray());
        (await DeleteAsync("never-seen")).ExpectProblem(404, "contact_not_found");
        Assert.DoesNotContain("gone@erase", app.Output, StringComparison.OrdinalIgnoreCase);
    }

    private Task<ApiAnswer> DeleteAsync(string contactId) => app.Api.SendAsync(HttpMethod.Delete, $"/api/contacts/{contactId}");

    private async Task<IReadOnlyList<string>> IdsAsync(string list) =>
        [.. (await app.Api.GetAsync(list)).Expect(HttpStatusCode.OK).Json["items"]!.AsArray().Select(item => (string)item!["contactId"]!)];
}
