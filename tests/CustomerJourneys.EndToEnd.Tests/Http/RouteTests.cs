using System.Net;
using CustomerJourneys.EndToEnd.Tests.Running;

namespace CustomerJourneys.EndToEnd.Tests.Http;

/// <summary>Paths and methods that are not there.</summary>
public sealed class RouteTests(SharedApp app) : IClassFixture<SharedApp>
{
    [Theory]
    [InlineData("GET", "/api")]
    [InlineData("GET", "/api/nothing")]
    [InlineData("POST", "/api/nothing/at/all")]
    [InlineData("PUT", "/api/journeys/a/b/c")]
    [InlineData("PATCH", "/api/nothing")]
    [InlineData("DELETE", "/api/nothing")]
    [InlineData("OPTIONS", "/api/nothing")]
    public async Task AnyMethod_UnknownRoute_Is404AsAProblem(string method, string path) =>
        (await app.Api.SendAsync(new HttpMethod(method), path)).ExpectProblem(404, "route_not_found");

    [Theory]
    [InlineData("DELETE", "/api/journeys", "GET, POST")]
    [InlineData("PATCH", "/api/journeys", "GET, POST")]
    [InlineData("OPTIONS", "/api/journeys", "GET, POST")]
    [InlineData("POST", "/api/journeys/a", "DELETE, GET, PUT")]
    [InlineData("GET", "/api/journeys/a/recalculate", "POST")]
    [InlineData("PUT", "/api/journeys/a/results", "GET")]
    [InlineData("DELETE", "/api/journeys/a/stages/b/contacts", "GET")]
    [InlineData("GET", "/api/activities", "POST")]
    [InlineData("PUT", "/api/activities", "POST")]
    [InlineData("GET", "/api/imports", "POST")]
    [InlineData("DELETE", "/api/imports/a", "GET")]
    [InlineData("PUT", "/api/recalculations/a", "DELETE, GET")]
    [InlineData("POST", "/api/schedule", "GET, PUT")]
    [InlineData("POST", "/api/health", "GET")]
    [InlineData("POST", "/api/condition-rules", "GET")]
    public async Task WrongMethod_Is405WithAllow(string method, string path, string allow)
    {
        var answer = await app.Api.SendAsync(new HttpMethod(method), path);

        answer.ExpectProblem(405, "method_not_allowed");
        Assert.Equal(allow, string.Join(", ", answer.Content.Allow.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Head_KnownRoute_IsAnsweredWithoutABody()
    {
        var answer = await app.Api.SendAsync(HttpMethod.Head, "/api/journeys");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.Status);
        Assert.Empty(answer.Text);
    }

    [Fact]
    public async Task Get_UnknownPage_Is404() => (await app.Api.GetAsync("/no/such/page")).ExpectProblem(404, "page_not_found");

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task Recalculation_UnknownId_Is404(string method) =>
        (await app.Api.SendAsync(new HttpMethod(method), "/api/recalculations/nobody")).ExpectProblem(404, "recalculation_not_found");

    [Theory]
    [InlineData("""{"cron":"0 0 * * *"}""", "cron_invalid", "cron")]
    [InlineData("""{"cron":"often"}""", "cron_invalid", "cron")]
    [InlineData("""{"timeZone":"Mars/Olympus"}""", "time_zone_unknown", "timeZone")]
    [InlineData("""{"enabled":"yes"}""", "boolean_expected", "enabled")]
    [InlineData("""{"enabled":true,"often":1}""", "unknown_member", "often")]
    [InlineData("""{"enabled":""", "malformed_json", "")]
    [InlineData("[]", "object_expected", "")]
    public async Task PutSchedule_BadSchedule_IsRefusedAndNothingChanged(string body, string code, string path)
    {
        var before = (await app.Api.GetAsync("/api/schedule")).Expect(HttpStatusCode.OK).Text;

        (await app.Api.SendAsync(HttpMethod.Put, "/api/schedule", ApiClient.Json(body))).ExpectProblem(400, code, path);

        Assert.Equal(before, (await app.Api.GetAsync("/api/schedule")).Text);
    }

    [Fact]
    public async Task PutSchedule_OtherContentTypeOrTooLarge_IsRefused()
    {
        (await app.Api.SendAsync(HttpMethod.Put, "/api/schedule", Bodies.Csv("{}"))).ExpectProblem(415, "content_type_unsupported");
        (await app.Api.SendAsync(HttpMethod.Put, "/api/schedule", ApiClient.Json("{}" + new string(' ', 17 * 1024)))).ExpectProblem(413, "body_too_large");
    }
}
