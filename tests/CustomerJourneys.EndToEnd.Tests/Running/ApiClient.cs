using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace CustomerJourneys.EndToEnd.Tests.Running;

/// <summary>A thin client of the API: what a front end would write, and the waiting that a person would do.</summary>
public sealed class ApiClient(Uri address) : IDisposable
{
    private readonly HttpClient _http = new(new DescribedExchanges()) { BaseAddress = address };

    /// <summary>Sends a request and reads the whole answer.</summary>
    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, HttpContent? content = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await SendAsync(request);
    }

    /// <summary>Sends a request as it is and reads the whole answer.</summary>
    public async Task<ApiAnswer> SendAsync(HttpRequestMessage request)
    {
        using var response = await _http.SendAsync(request);
        return new ApiAnswer(response.StatusCode, response.Headers, response.Content.Headers, await response.Content.ReadAsStringAsync());
    }

    public Task<ApiAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<ApiAnswer> PostAsync(string path, HttpContent? content = null) => SendAsync(HttpMethod.Post, path, content);

    /// <summary>A JSON body.</summary>
    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    /// <summary>Saves a journey.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> CreateJourneyAsync(JsonNode definition) =>
        (string)(await PostAsync("/api/journeys", Json(definition.ToJsonString()))).Expect(HttpStatusCode.Created).Json["id"]!;

    /// <summary>Sends activities as one batch of JSON.</summary>
    /// <returns>The answer's counters.</returns>
    public async Task<JsonNode> AddAsync(IEnumerable<SampleActivity> activities) =>
        (await PostAsync("/api/activities", Json(SampleActivity.ToJson(activities)))).Expect(HttpStatusCode.OK).Json;

    /// <summary>Starts an import.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> StartImportAsync(string query, HttpContent file)
    {
        var answer = (await PostAsync("/api/imports?" + query, file)).Expect(HttpStatusCode.Accepted);
        var id = (string)answer.Json["id"]!;
        Assert.Equal($"/api/imports/{id}", answer.Headers.Location?.OriginalString);
        return id;
    }

    /// <summary>Waits until an import has ended.</summary>
    public async Task<JsonNode> EndOfImportAsync(string importId) => await Eventually.GetAsync(
        "the end of the import",
        async () => (await GetAsync($"/api/imports/{importId}")).Expect(HttpStatusCode.OK).Json,
        import => (string)import["status"]! != "running");

    /// <summary>Imports a file and waits until it has succeeded.</summary>
    public async Task<JsonNode> ImportAsync(string query, HttpContent file)
    {
        var import = await EndOfImportAsync(await StartImportAsync(query, file));
        Assert.Equal("succeeded", (string)import["status"]!);
        return import;
    }

    /// <summary>Requests a recalculation of a journey.</summary>
    /// <returns>The run's id.</returns>
    public async Task<string> RecalculateAsync(string journeyId)
    {
        var answer = (await PostAsync($"/api/journeys/{journeyId}/recalculate")).Expect(HttpStatusCode.Accepted);
        var id = (string)answer.Json["id"]!;
        Assert.Equal($"/api/recalculations/{id}", answer.Headers.Location?.OriginalString);
        return id;
    }

    /// <summary>A recalculation as it is now.</summary>
    public async Task<JsonNode> RecalculationAsync(string recalculationId) =>
        (await GetAsync($"/api/recalculations/{recalculationId}")).Expect(HttpStatusCode.OK).Json;

    /// <summary>Waits until a recalculation has ended.</summary>
    public Task<JsonNode> EndOfRecalculationAsync(string recalculationId) => Eventually.GetAsync(
        "the end of the recalculation",
        () => RecalculationAsync(recalculationId),
        run => (string)run["status"]! is not ("pending" or "running"));

    /// <summary>The results of a journey as they are now.</summary>
    public async Task<JsonNode> ResultsAsync(string journeyId) =>
        (await GetAsync($"/api/journeys/{journeyId}/results")).Expect(HttpStatusCode.OK).Json;

    /// <summary>Waits until nothing is being calculated for a journey; its results must then be current.</summary>
    public async Task<JsonNode> CurrentResultsAsync(string journeyId)
    {
        var results = await Eventually.GetAsync(
            "current results", () => ResultsAsync(journeyId), results => (string)results["state"]! != "calculating");
        Assert.True((string)results["state"]! == "current", results.ToJsonString());
        return results;
    }

    /// <summary>Recalculates a journey and waits for the results.</summary>
    public async Task<JsonNode> RecalculatedAsync(string journeyId)
    {
        await RecalculateAsync(journeyId);
        return await CurrentResultsAsync(journeyId);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
