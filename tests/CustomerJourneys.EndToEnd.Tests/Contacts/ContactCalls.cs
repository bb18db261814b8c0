using System.Net;
using System.Text.Json.Nodes;
using CustomerJourneys.EndToEnd.Tests.Running;

namespace CustomerJourneys.EndToEnd.Tests.Contacts;

/// <summary>What tests do with contacts.</summary>
internal sealed class ContactCalls(ApiClient api)
{
    /// <summary>Says something of a contact.</summary>
    /// <returns>What is known of it then.</returns>
    public async Task<JsonNode> SaveAsync(string contactId, string json) =>
        (await api.SendAsync(HttpMethod.Put, $"/api/contacts/{contactId}", ApiClient.Json(json))).Expect(HttpStatusCode.OK).Json;

    /// <summary>What is known of a contact.</summary>
    public async Task<JsonNode> GetAsync(string contactId) => (await api.GetAsync($"/api/contacts/{contactId}")).Expect(HttpStatusCode.OK).Json;

    /// <summary>Merges a contact into another.</summary>
    public async Task<JsonNode> MergeAsync(string into, string from) =>
        (await api.PostAsync($"/api/contacts/{into}/merge", ApiClient.Json($$"""{"from":"{{from}}"}"""))).Expect(HttpStatusCode.OK).Json;

    /// <summary>The ids of what a contact did, in ordinal order.</summary>
    public async Task<IReadOnlyList<string>> ActivitiesAsync(string contactId) =>
        [.. (await api.GetAsync($"/api/contacts/{contactId}/activities?top=1000")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray().Select(item => (string)item!["id"]!).Order(StringComparer.Ordinal)];
}
