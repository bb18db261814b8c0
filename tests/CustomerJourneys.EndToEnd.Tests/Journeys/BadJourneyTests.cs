using System.Globalization;
using System.Net;
using CustomerJourneys.EndToEnd.Tests.Running;
using CustomerJourneys.Journeys;

namespace CustomerJourneys.EndToEnd.Tests.Journeys;

/// <summary>Definitions that are refused: with a code and the path of the field, and nothing of them stored.</summary>
public sealed class BadJourneyTests(SharedApp app) : IClassFixture<SharedApp>
{
    private const string Condition = """{"rule":"performedActivity","activityType":"signup"}""";

    /// <summary>What is wrong, the definition, and what the answer must name.</summary>
    public static TheoryData<string, string, string, string> Definitions { get; } = new()
    {
        { "cut short", """{"stages":[""", "malformed_json", "" },
        { "no object", "[]", "object_expected", "" },
        { "empty", "", "malformed_json", "" },
        { "two documents", Journey(Stage()) + "{}", "malformed_json", "" },
        { "member twice", """{"displayName":"a","displayName":"b","stages":[]}""", "malformed_json", "" },
        { "unknown member", """{"colour":"red","stages":[STAGE]}""".Replace("STAGE", Stage(), StringComparison.Ordinal), "unknown_member", "colour" },
        { "unknown member of a stage", Journey("""{"name":"a","wight":1,"conditions":CONDITIONS}"""), "unknown_member", "stages[0].wight" },
        { "unknown member of a condition", Journey(Stage("""{"rule":"performedActivity","activityType":"a","often":1}""")), "unknown_member", Path + ".often" },
        { "no stages", """{"displayName":"none"}""", "journey_needs_stage", "stages" },
        { "0 stages", """{"stages":[]}""", "journey_needs_stage", "stages" },
        { "11 stages", Journey([.. Enumerable.Repeat(Stage(), 11)]), "journey_too_many_stages", "stages" },
        { "stages are a text", """{"stages":"many"}""", "array_expected", "stages" },
        { "stage without a name", Journey("""{"conditions":CONDITIONS}"""), "required", "stages[0].name" },
        { "blank name", Journey("""{"name":"  ","conditions":CONDITIONS}"""), "name_empty", "stages[0].name" },
        { "name too long", Journey($$"""{"name":"{{new string('x', 201)}}","conditions":CONDITIONS}"""), "text_too_long", "stages[0].name" },
        { "display name too long", $$"""{"displayName":"{{new string('x', 201)}}","stages":[{{Stage()}}]}""", "text_too_long", "displayName" },
        { "stage without conditions", Journey("""{"name":"a"}"""), "stage_needs_condition", "stages[0].conditions" },
        { "0 groups", Journey("""{"name":"a","conditions":{"groups":[]}}"""), "stage_needs_condition", "stages[0].conditions.groups" },
        { "0 conditions", Journey("""{"name":"a","conditions":{"groups":[{"conditions":[]}]}}"""), "group_needs_condition", "stages[0].conditions.groups[0].conditions" },
        { "11 conditions", Journey(Stage(string.Join(',', Enumerable.Repeat(Condition, 11)))), "group_too_many_conditions", "stages[0].conditions.groups[0].conditions" },
        { "unknown match", Journey("""{"name":"a","conditions":{"match":"most","groups":[{"conditions":[CONDITION]}]}}"""), "match_unknown", "stages[0].conditions.match" },
        { "kpi 0", Journey("""{"name":"a","kpi":0,"conditions":CONDITIONS}"""), "kpi_out_of_range", "stages[0].kpi" },
        { "kpi no integer", Journey("""{"name":"a","kpi":1.5,"conditions":CONDITIONS}"""), "kpi_out_of_range", "stages[0].kpi" },
        { "unknown stage id", Journey("""{"id":"nobody","name":"a","conditions":CONDITIONS}"""), "stage_id_unknown", "stages[0].id" },
        { "unknown rule", Journey(Stage("""{"rule":"dreamtOf"}""")), "rule_unknown", Path + ".rule" },
        { "condition without a rule", Journey(Stage("""{"activityType":"a"}""")), "required", Path + ".rule" },
        { "no activity type", Journey(Stage("""{"rule":"performedActivity"}""")), "required", Path + ".activityType" },
        { "activity type too long", Journey(Stage($$"""{"rule":"performedActivity","activityType":"{{new string('x', 65)}}"}""")), "text_too_long", Path + ".activityType" },
        { "at least 0", Journey(Stage("""{"rule":"performedActivity","activityType":"a","atLeast":0}""")), "at_least_out_of_range", Path + ".atLeast" },
        { "unknown operator", Journey(Where("""{"field":"value","operator":"resembles","value":"x"}""")), "operator_unknown", Path + ".where[0].operator" },
        { "unknown field", Journey(Where("""{"field":"mood","operator":"equals","value":"x"}""")), "field_unknown", Path + ".where[0].field" },
        { "no value", Journey(Where("""{"field":"value","operator":"equals"}""")), "required", Path + ".where[0].value" },
        { "empty value", Journey(Where("""{"field":"value","operator":"contains","value":""}""")), "value_empty", Path + ".where[0].value" },
        { "value no number", Journey(Where("""{"field":"value","operator":"lessThan","value":"few"}""")), "value_not_a_number", Path + ".where[0].value" },
        { "no page", Journey(Stage("""{"rule":"visitedPage"}""")), "required", Path + ".page" },
        { "page names no page", Journey(Stage("""{"rule":"visitedPage","page":"?a=b"}""")), "value_empty", Path + ".page" },
        { "form too long", Journey(Stage($$"""{"rule":"submittedForm","form":"{{new string('x', 1025)}}"}""")), "text_too_long", Path + ".form" },
        { "custom activity without its name", Journey(Stage("""{"rule":"performedCustomActivity","value":"x"}""")), "required", Path + ".activity" },
        { "operator without a value", Journey(Stage("""{"rule":"performedCustomActivity","activity":"a","operator":"equals"}""")), "required", Path + ".value" },
        { "operator of numbers on a url", Journey(Stage("""{"rule":"clickedEmailLink","operator":"greaterThan","url":"5"}""")), "operator_unknown", Path + ".operator" },
        { "member of no rule", Journey(Stage("""{"rule":"becameMember","page":"/a"}""")), "unknown_member", Path + ".page" },
        { "within months", Journey(Stage("""{"rule":"performedActivity","activityType":"a","withinLast":"P1M"}""")), "duration_invalid", Path + ".withinLast" },
        { "attribute with a control character", Journey(Stage("""{"rule":"contactAttribute","attribute":"a\u0007","value":"x"}""")), "attribute_invalid", Path + ".attribute" },
        { "group with a control character", Journey(Stage("""{"rule":"inContactGroup","group":"a\u0007"}""")), "group_id_invalid", Path + ".group" },
        { "negation alone", Journey(Stage("""{"rule":"hasNotPerformed","activityType":"a"}""")), "stage_needs_activity", "stages[0].conditions" },
        { "one way without an activity", Journey(Stage(), Stage(Condition + """,{"rule":"notInContactGroup","group":"g"}""")), "stage_needs_activity", "stages[1].conditions" },
        { "window without a start", Journey(Stage("""{"rule":"inContactGroup","group":"g"}"""), """{"name":"a","window":"P1D","conditions":CONDITIONS}"""), "window_needs_activity_start", "stages[1].window" },
        { "conversion window without a start", """{"conversionWindow":"P7D","stages":[STAGE]}""".Replace("STAGE", Stage("""{"rule":"inContactGroup","group":"g"}"""), StringComparison.Ordinal), "window_needs_activity_start", "conversionWindow" },
        { "conversion window of nothing", """{"conversionWindow":"PT0S","stages":[STAGE]}""".Replace("STAGE", Stage(), StringComparison.Ordinal), "duration_invalid", "conversionWindow" },
        { "window on the first stage", Journey("""{"name":"a","window":"P1D","conditions":CONDITIONS}"""), "window_on_first_stage", "stages[0].window" },
        { "exclusion on the first stage", Journey("""{"name":"a","excluding":[CONDITION],"conditions":CONDITIONS}"""), "excluding_on_first_stage", "stages[0].excluding" },
        { "exclusion by another rule", Second(""" "excluding":[{"rule":"becameMember"}] """), "exclusion_rule_not_allowed", "stages[1].excluding[0].rule" },
        { "exclusion of several", Second(""" "excluding":[{"rule":"performedActivity","activityType":"a","atLeast":2}] """), "exclusion_parameter_not_allowed", "stages[1].excluding[0].atLeast" },
        { "11 exclusions", Second($""" "excluding":[{string.Join(',', Enumerable.Repeat(Condition, 11))}] """), "stage_too_many_exclusions", "stages[1].excluding" },
        { "unknown phase", Second(""" "map":{"phase":"dream"} """), "phase_unknown", "stages[1].map.phase" },
        { "unknown customer segment", Second(""" "map":{"customerSegment":"fan"} """), "customer_segment_unknown", "stages[1].map.customerSegment" },
        { "unknown kind of touchpoint", Second(""" "map":{"touchpoints":[{"name":"Fair","kind":"paper"}]} """), "touchpoint_kind_unknown", "stages[1].map.touchpoints[0].kind" },
        { "51 touchpoints", Second($$""" "map":{"touchpoints":[{{string.Join(',', Enumerable.Repeat("""{"name":"Fair","kind":"offline"}""", 51))}}]} """), "too_many_touchpoints", "stages[1].map.touchpoints" },
        { "51 sources", Second($$""" "map":{"sources":[{{string.Join(',', Enumerable.Repeat("\"s\"", 51))}}]} """), "too_many_sources", "stages[1].map.sources" },
        { "map text too long", Second($$""" "map":{"mindset":"{{new string('x', 4001)}}"} """), "text_too_long", "stages[1].map.mindset" },
        { "review date", Second(""" "map":{"reviewOn":"next year"} """), "date_invalid", "stages[1].map.reviewOn" },
    };

    private const string Path = "stages[0].conditions.groups[0].conditions[0]";

    [Theory]
    [MemberData(nameof(Definitions))]
    public async Task CreateJourney_BadDefinition_IsRefusedAndNothingStored(string wrong, string definition, string code, string path)
    {
        Assert.NotEmpty(wrong);
        var before = await ListAsync();

        var answer = await app.Api.PostAsync("/api/journeys", ApiClient.Json(definition));

        answer.ExpectProblem(400, code, path);
        Assert.Equal(before, await ListAsync());
    }

    [Theory]
    [MemberData(nameof(Definitions))]
    public async Task ReplaceJourney_BadDefinition_IsRefusedAndNothingChanged(string wrong, string definition, string code, string path)
    {
        Assert.NotEmpty(wrong);
        var id = await app.Api.CreateJourneyAsync(SampleJourney.Of("signup"));
        await app.Api.CurrentResultsAsync(id);
        var before = await app.Api.GetAsync($"/api/journeys/{id}");

        var answer = await app.Api.SendAsync(HttpMethod.Put, $"/api/journeys/{id}", ApiClient.Json(definition), before.Headers.ETag!.Tag);

        answer.ExpectProblem(400, code, path);
        var after = await app.Api.GetAsync($"/api/journeys/{id}");
        Assert.Equal((before.Text, before.Headers.ETag), (after.Text, after.Headers.ETag));
        Assert.Equal("current", (string)(await app.Api.ResultsAsync(id))["state"]!);
    }

    [Fact]
    public async Task CreateJourney_SeveralErrors_TellsAllOfThem()
    {
        var answer = await app.Api.PostAsync("/api/journeys", ApiClient.Json(Journey("""{"kpi":0,"conditions":CONDITIONS,"x":1}""", Stage("""{"rule":"dreamtOf"}"""))));

        var errors = answer.ExpectProblem(400, "required", "stages[0].name")["errors"]!.AsArray();
        Assert.Equal(
            ["stages[0].kpi kpi_out_of_range", "stages[0].name required", "stages[0].x unknown_member", "stages[1].conditions.groups[0].conditions[0].rule rule_unknown"],
            errors.Select(error => $"{error!["path"]} {error["code"]}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-ndjson")]
    public async Task CreateJourney_OtherContentType_Is415(string mediaType)
    {
        var before = await ListAsync();

        var answer = await app.Api.PostAsync("/api/journeys", Bodies.Text(Journey(Stage()), mediaType));

        answer.ExpectProblem(415, "content_type_unsupported");
        Assert.Equal(before, await ListAsync());
    }

    [Fact]
    public async Task CreateJourney_BodyOver8MiB_Is413()
    {
        var before = await ListAsync();

        var answer = await app.Api.PostAsync("/api/journeys", ApiClient.Json(Journey(Stage()) + new string(' ', JourneyFile.MaxBytes)));

        answer.ExpectProblem(413, "body_too_large");
        Assert.Equal(before, await ListAsync());
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task ChangeJourney_WithoutIfMatch_Is428AndNothingChanged(string method)
    {
        var id = await app.Api.CreateJourneyAsync(SampleJourney.Of("signup"));

        (await ChangeAsync(method, id, null)).ExpectProblem(428, "if_match_required");

        Assert.Equal(1, (int)(await app.Api.GetAsync($"/api/journeys/{id}")).Expect(HttpStatusCode.OK).Json["version"]!);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task ChangeJourney_StaleIfMatch_Is412AndNothingChanged(string method)
    {
        var id = await app.Api.CreateJourneyAsync(SampleJourney.Of("signup"));
        var stale = (await app.Api.GetAsync($"/api/journeys/{id}")).Headers.ETag!.Tag;
        var saved = (await ChangeAsync("PUT", id, stale)).Expect(HttpStatusCode.OK);

        (await ChangeAsync(method, id, stale)).ExpectProblem(412, "journey_changed");

        var after = (await app.Api.GetAsync($"/api/journeys/{id}")).Expect(HttpStatusCode.OK);
        Assert.Equal((saved.Text, saved.Headers.ETag), (after.Text, after.Headers.ETag));
        Assert.Equal(2, (int)after.Json["version"]!);
    }

    [Theory]
    [InlineData("3")]
    [InlineData("nonsense, more")]
    public async Task ChangeJourney_MalformedIfMatch_IsRefused(string ifMatch)
    {
        var id = await app.Api.CreateJourneyAsync(SampleJourney.Of("signup"));

        (await ChangeAsync("PUT", id, ifMatch)).ExpectProblem(400, "if_match_invalid", "If-Match");
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("PUT", "")]
    [InlineData("DELETE", "")]
    [InlineData("GET", "/results")]
    [InlineData("POST", "/recalculate")]
    [InlineData("GET", "/stages/any/contacts")]
    [InlineData("GET", "/export")]
    [InlineData("POST", "/duplicate")]
    public async Task AnyRoute_UnknownJourney_Is404(string method, string route)
    {
        foreach (var id in (string[])["nobody", "00000000000000000000000000000000", "..%2F..", "a'b", new string('x', 2000)])
        {
            var answer = await app.Api.SendAsync(
                new HttpMethod(method), $"/api/journeys/{id}{route}", method == "PUT" ? ApiClient.Json(Journey(Stage())) : null, ifMatch: "*");
            answer.ExpectProblem(404, "journey_not_found");
        }
    }

    [Fact]
    public async Task ListJourneys_PageOutOfRangeOrBrokenContinuation_IsRefused()
    {
        foreach (var top in (string[])["0", "-1", "1001"])
            (await app.Api.GetAsync($"/api/journeys?top={top}")).ExpectProblem(400, "top_out_of_range", "top");
        foreach (var top in (string[])["ten", "1.5", "99999999999"])
            (await app.Api.GetAsync($"/api/journeys?top={top}")).ExpectProblem(400, "number_expected", "top");
        foreach (var token in (string[])["x", "bm9uc2Vuc2U", "%F0%9F%98%80", "MXxqb3VybmV5c3w"])
            (await app.Api.GetAsync($"/api/journeys?continuation={token}")).ExpectProblem(400, "continuation_invalid", "continuation");
    }

    private static string Journey(params string[] stages) =>
        $$"""{"stages":[{{string.Join(',', stages)}}]}"""
            .Replace("CONDITIONS", $$"""{"groups":[{"conditions":[{{Condition}}]}]}""", StringComparison.Ordinal)
            .Replace("CONDITION", Condition, StringComparison.Ordinal);

    private static string Stage(string conditions = Condition) =>
        $$$"""{"name":"a","conditions":{"match":"all","groups":[{"match":"any","conditions":[{{{conditions}}}]}]}}""";

    private static string Second(string members) => Journey(Stage(), $$"""{"name":"b",{{members}},"conditions":CONDITIONS}""");

    private static string Where(string filter) => Stage($$"""{"rule":"performedActivity","activityType":"a","where":[{{filter}}]}""");

    private Task<ApiAnswer> ChangeAsync(string method, string id, string? ifMatch) => app.Api.SendAsync(
        new HttpMethod(method), $"/api/journeys/{id}", method == "PUT" ? ApiClient.Json(Journey(Stage())) : null, ifMatch);

    // All journeys there are, with their versions.
    private async Task<string> ListAsync()
    {
        var seen = new List<string>();
        string? continuation = null;
        do
        {
            var page = (await app.Api.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/api/journeys?top=1000&continuation={continuation}"))).Expect(HttpStatusCode.OK).Json;
            seen.AddRange(page["items"]!.AsArray().Select(journey => $"{journey!["id"]} {journey["version"]}"));
            continuation = (string?)page["continuation"];
        }
        while (continuation is not null);
        return string.Join(' ', seen);
    }
}
