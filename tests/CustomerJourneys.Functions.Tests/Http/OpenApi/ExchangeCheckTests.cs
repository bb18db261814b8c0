using System.Text.Json.Nodes;
using CustomerJourneys.Functions.Http.OpenApi;
using CustomerJourneys.Testing.OpenApi;

namespace CustomerJourneys.Functions.Tests.Http.OpenApi;

/// <summary>The check that every exchange of the end-to-end tests passes finds what is not as described.</summary>
public class ExchangeCheckTests
{
    private const string Json = "application/json; charset=utf-8";
    private const string Batch = """{"activities":[{"contactId":"c-1","type":"click"}]}""";

    private static readonly ExchangeCheck Check = new(ApiDescription.Create());

    [Fact]
    public void Check_AsDescribed_FindsNothing()
    {
        Assert.Empty(Post("/api/activities", Batch, 200, """{"accepted":1,"duplicates":0}"""));
        Assert.Empty(Post("/api/activities", "{}", 400, Problem(400, "required", "required")));
        Assert.Empty(Get("/api/JOURNEYS/?search=&top=1", 200, """{"items":[],"continuation":null}"""));
        Assert.Empty(Get("/api/nothing", 404, Problem(404, "route_not_found")));
        Assert.Empty(Get("/no/page", 404, Problem(404, "page_not_found")));
        Assert.Empty(Get("/api/activities", 405, Problem(405, "method_not_allowed"), ("Allow", "POST")));
        Assert.Empty(Get("/api/health", 503, Problem(503, "storage_unavailable"), ("Retry-After", "5")));
    }

    [Theory]
    [InlineData("""{"accepted":1}""", "'duplicates' is missing")]
    [InlineData("""{"accepted":1,"duplicates":0,"lost":0}""", "'lost' is not described")]
    [InlineData("""{"accepted":"1","duplicates":0}""", "not of the type")]
    [InlineData("""{"accepted":1.5,"duplicates":0}""", "not of the type")]
    [InlineData("""{"accepted":null,"duplicates":0}""", "not of the type")]
    public void Check_OtherAnswer_IsFound(string answer, string error) => AssertFound(error, Post("/api/activities", Batch, 200, answer));

    [Theory]
    [InlineData("""{"activities":[{"contactId":"c-1"}]}""", "'type' is missing")]
    [InlineData("""{"activities":[{"contactId":"c 1","type":"click"}]}""", "does not match")]
    [InlineData("""{"activities":[{"contactId":"c-1","type":"click","mood":"good"}]}""", "'mood' is not described")]
    [InlineData("""{"activities":[{"contactId":"c-1","type":"click","occurredAt":"today"}]}""", "is no date-time")]
    [InlineData("""{"activities":[{"contactId":"c-1","type":"click","properties":{"a":[]}}]}""", "not of the type")]
    public void Check_OtherRequestThatIsTaken_IsFound(string body, string error) => AssertFound(error, Post("/api/activities", body, 200, """{"accepted":1,"duplicates":0}"""));

    [Fact]
    public void Check_UndescribedConditionThatIsTaken_IsFound()
    {
        var body = """{"stages":[{"name":"a","conditions":{"groups":[{"conditions":[{"rule":"dreamtOf"}]}]}}]}""";
        AssertFound("chooses none", Post("/api/journeys", body, 201, Stored, ("Location", "/api/journeys/1"), ("ETag", "\"1\"")));
        body = body.Replace("dreamtOf\"", "performedActivity\",\"activityType\":\"a\",\"atLeast\":0", StringComparison.Ordinal);
        AssertFound("too small", Post("/api/journeys", body, 201, Stored, ("Location", "/api/journeys/1"), ("ETag", "\"1\"")));
    }

    [Fact]
    public void Check_MissingOrFurtherHeader_IsFound()
    {
        AssertFound("Location is missing", Post("/api/journeys", Stored, 201, Stored, ("ETag", "\"1\"")));
        AssertFound("Retry-After is missing", Get("/api/health", 503, Problem(503, "storage_unavailable")));
        AssertFound("ETag is not described", Get("/api/schedule", 503, Problem(503, "storage_unavailable"), ("ETag", "\"1\""), ("Retry-After", "5")));
        AssertFound("Allow says", Get("/api/activities", 405, Problem(405, "method_not_allowed"), ("Allow", "PUT")));
    }

    [Fact]
    public void Check_OtherStatusTypeCodeOrParameter_IsFound()
    {
        AssertFound("status 204 is not described", Post("/api/activities", Batch, 204, ""));
        AssertFound("journey_changed is not described", Get("/api/journeys/1", 404, Problem(404, "journey_changed")));
        AssertFound("if_match_invalid is not described", Post("/api/activities", Batch, 400, Problem(400, "required", "if_match_invalid")));
        AssertFound("names another status", Get("/api/journeys/1", 404, Problem(400, "journey_not_found")));
        AssertFound("not described", Get("/api/nothing", 200, "{}"));
        AssertFound("query parameter 'sort'", Get("/api/journeys?sort=name", 200, """{"items":[],"continuation":null}"""));
        AssertFound("'If-Match' is described as required", Run("DELETE", "/api/journeys/1", "", 204, "", []));
        AssertFound("content type 'text/plain' is not described", Run("GET", "/api/journeys", "", 200, "", [("Content-Type", "text/plain")]));
    }

    private const string Stored = """
        {"id":"1","version":1,"createdAt":"2026-01-01T00:00:00Z","modifiedAt":"2026-01-01T00:00:00Z","displayName":"a","scheduledRecalculation":false,
         "stages":[{"id":"2","name":"a","conditions":{"match":"all","groups":[{"match":"all","conditions":[{"rule":"performedActivity","activityType":"a","atLeast":1}]}]}}]}
        """;

    private static void AssertFound(string expected, IReadOnlyList<string> errors) => Assert.Contains(errors, error => error.Contains(expected, StringComparison.Ordinal));

    private static string Problem(int status, string code, string? inner = null) => new JsonObject
    {
        ["type"] = "urn:x",
        ["title"] = "No.",
        ["status"] = status,
        ["code"] = code,
        ["detail"] = "No.",
        ["traceId"] = "1",
        ["errors"] = inner is null ? new JsonArray() : new JsonArray(new JsonObject { ["path"] = "a", ["code"] = inner, ["message"] = "No." }),
    }.ToJsonString();

    private static IReadOnlyList<string> Get(string target, int status, string answer, params (string, string)[] headers) =>
        Run("GET", target, "", status, answer, [.. headers, ("Content-Type", status < 400 ? Json : "application/problem+json")]);

    private static IReadOnlyList<string> Post(string target, string body, int status, string answer, params (string, string)[] headers) =>
        Run("POST", target, body, status, answer, [.. headers, ("Content-Type", status < 400 ? Json : "application/problem+json")]);

    private static IReadOnlyList<string> Run(string method, string target, string body, int status, string answer, (string Name, string Value)[] headers) => Check.Check(new Exchange(
        new ExchangeRequest(method, new Uri("http://localhost" + target), new Dictionary<string, string> { ["Content-Type"] = Json }, body),
        status,
        headers.ToDictionary(header => header.Name, header => header.Value),
        answer));
}
