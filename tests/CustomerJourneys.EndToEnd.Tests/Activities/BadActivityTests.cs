using System.Net;
using System.Text;
using CustomerJourneys.EndToEnd.Tests.Running;

namespace CustomerJourneys.EndToEnd.Tests.Activities;

/// <summary>Batches that are refused: with a code and the path of the item's field, and not one activity of them stored.</summary>
public sealed class BadActivityTests(SharedApp app) : IClassFixture<SharedApp>
{
    // Good items before and after the bad one: none of them may be stored.
    private const string Good = """{"contactId":"good","type":"refused"}""";

    /// <summary>What is wrong, the item that is wrong, and what the answer must name (below the item).</summary>
    public static TheoryData<string, string, string, string> Items { get; } = new()
    {
        { "no object", "7", "object_expected", "" },
        { "no contact", """{"type":"refused"}""", "required", ".contactId" },
        { "empty contact", """{"contactId":"","type":"refused"}""", "contact_id_invalid", ".contactId" },
        { "contact with a blank", """{"contactId":"a b","type":"refused"}""", "contact_id_invalid", ".contactId" },
        { "contact too long", $$"""{"contactId":"{{new string('c', 129)}}","type":"refused"}""", "contact_id_invalid", ".contactId" },
        { "contact is a number", """{"contactId":7,"type":"refused"}""", "text_expected", ".contactId" },
        { "no type", """{"contactId":"c"}""", "required", ".type" },
        { "blank type", """{"contactId":"c","type":" "}""", "activity_type_invalid", ".type" },
        { "type too long", $$"""{"contactId":"c","type":"{{new string('t', 65)}}"}""", "activity_type_invalid", ".type" },
        { "bad id", """{"id":"a/1","contactId":"c","type":"refused"}""", "activity_id_invalid", ".id" },
        { "time without a zone", """{"contactId":"c","type":"refused","occurredAt":"2026-01-01T10:00:00"}""", "time_invalid", ".occurredAt" },
        { "time that does not exist", """{"contactId":"c","type":"refused","occurredAt":"2026-02-30T10:00:00Z"}""", "time_invalid", ".occurredAt" },
        { "time is a word", """{"contactId":"c","type":"refused","occurredAt":"yesterday"}""", "time_invalid", ".occurredAt" },
        { "time is a number", """{"contactId":"c","type":"refused","occurredAt":1767225600}""", "text_expected", ".occurredAt" },
        { "far ahead", """{"contactId":"c","type":"refused","occurredAt":"9998-01-01T00:00:00Z"}""", "time_in_future", ".occurredAt" },
        { "value too long", $$"""{"contactId":"c","type":"refused","value":"{{new string('v', 1025)}}"}""", "text_too_long", ".value" },
        { "title too long", $$"""{"contactId":"c","type":"refused","title":"{{new string('v', 1025)}}"}""", "text_too_long", ".title" },
        { "url too long", $$"""{"contactId":"c","type":"refused","url":"{{new string('v', 2049)}}"}""", "text_too_long", ".url" },
        { "half a character", """{"contactId":"c","type":"refused","value":"\ud83d"}""", "text_invalid", ".value" },
        { "unknown member", """{"contactId":"c","type":"refused","colour":"red"}""", "unknown_member", ".colour" },
        { "member twice", """{"contactId":"c","contactId":"d","type":"refused"}""", "duplicate_member", ".contactId" },
        { "properties are a list", """{"contactId":"c","type":"refused","properties":[1]}""", "object_expected", ".properties" },
        { "property is an object", """{"contactId":"c","type":"refused","properties":{"a":{}}}""", "property_invalid", ".properties.a" },
        { "property too long", $$$"""{"contactId":"c","type":"refused","properties":{"a":"{{{new string('v', 1025)}}}"}}""", "text_too_long", ".properties.a" },
        { "51 properties", $$$"""{"contactId":"c","type":"refused","properties":{{{{string.Join(',', Enumerable.Range(0, 51).Select(i => $"\"p{i}\":1"))}}}}}""", "too_many_properties", ".properties" },
    };

    /// <summary>What is wrong, the whole body, and what the answer must name.</summary>
    public static TheoryData<string, string, string, string> Envelopes { get; } = new()
    {
        { "empty", "", "malformed_json", "" },
        { "cut short", $$"""{"activities":[{{Good}},""", "malformed_json", "" },
        { "cut inside an item", $$"""{"activities":[{{Good}},{"contactId":"c",""", "malformed_json", "" },
        { "trailing comma", $$"""{"activities":[{{Good}},]}""", "malformed_json", "" },
        { "more after it", $$"""{"activities":[{{Good}}]}{{Good}}""", "malformed_json", "" },
        { "no member", "{}", "required", "activities" },
        { "a list", $"[{Good}]", "object_expected", "" },
        { "no list", $$"""{"activities":{{Good}}}""", "array_expected", "activities" },
        { "unknown member", $$"""{"activities":[{{Good}}],"more":1}""", "unknown_member", "more" },
    };

    [Theory]
    [MemberData(nameof(Items))]
    public async Task AddActivities_BadItem_RefusesTheWholeBatch(string wrong, string item, string code, string path)
    {
        Assert.NotEmpty(wrong);
        var asJson = await app.Api.PostAsync("/api/activities", ApiClient.Json($$"""{"activities":[{{Good}},{{item}},{{Good}}]}"""));
        var asNdjson = await app.Api.PostAsync("/api/activities", Bodies.Ndjson($"{Good}\n{item}\n{Good}\n"));

        asJson.ExpectProblem(400, code, "activities[1]" + path);
        asNdjson.ExpectProblem(400, code, "activities[1]" + path);
        await AssertNothingStoredAsync();
    }

    [Theory]
    [MemberData(nameof(Envelopes))]
    public async Task AddActivities_BadBody_IsRefused(string wrong, string body, string code, string path)
    {
        Assert.NotEmpty(wrong);
        (await app.Api.PostAsync("/api/activities", ApiClient.Json(body))).ExpectProblem(400, code, path);
        await AssertNothingStoredAsync();
    }

    [Fact]
    public async Task AddActivities_NdjsonWithABrokenLine_NamesTheLine()
    {
        (await app.Api.PostAsync("/api/activities", Bodies.Ndjson($"{Good}\n\n{{\"contactId\":\n{Good}\n"))).ExpectProblem(400, "malformed_json", "activities[1]");
        await AssertNothingStoredAsync();
    }

    [Fact]
    public async Task AddActivities_5001OfThem_IsRefused()
    {
        var body = $$"""{"activities":[{{string.Join(',', Enumerable.Repeat(Good, 5001))}}]}""";

        (await app.Api.PostAsync("/api/activities", ApiClient.Json(body))).ExpectProblem(400, "batch_too_large", "activities");

        await AssertNothingStoredAsync();
    }

    [Fact]
    public async Task AddActivities_BodyOverTheLimit_Is413()
    {
        var padding = new string(' ', 32 * 1024 * 1024);

        (await app.Api.PostAsync("/api/activities", ApiClient.Json($$"""{"activities":[{{Good}}{{padding}}]}"""))).ExpectProblem(413, "body_too_large");
        // It is the size once unpacked that counts.
        (await app.Api.PostAsync("/api/activities", Bodies.Gzip($$"""{"activities":[{{Good}}{{padding}}]}""", "application/json"))).ExpectProblem(413, "body_too_large");

        await AssertNothingStoredAsync();
    }

    [Fact]
    public async Task AddActivities_OtherContentTypeOrEncoding_Is415()
    {
        var batch = $$"""{"activities":[{{Good}}]}""";
        (await app.Api.PostAsync("/api/activities", Bodies.Text(batch, "text/csv"))).ExpectProblem(415, "content_type_unsupported");
        using var brotli = ApiClient.Json(batch);
        brotli.Headers.ContentEncoding.Add("br");
        (await app.Api.PostAsync("/api/activities", brotli)).ExpectProblem(415, "encoding_unsupported");
        await AssertNothingStoredAsync();
    }

    [Fact]
    public async Task AddActivities_BrokenGzip_IsRefused()
    {
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes($$"""{"activities":[{{Good}}]}"""));
        body.Headers.ContentType = new("application/json");
        body.Headers.ContentEncoding.Add("gzip");

        (await app.Api.PostAsync("/api/activities", body)).ExpectProblem(400, "gzip_invalid");

        await AssertNothingStoredAsync();
    }

    [Fact]
    public async Task AddActivities_BadIdempotencyKey_IsRefused()
    {
        foreach (var key in (string[])["a b", new string('k', 101)])
        {
            using var body = ApiClient.Json($$"""{"activities":[{{Good}}]}""");
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/activities") { Content = body };
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
            (await app.Api.SendAsync(request)).ExpectProblem(400, "idempotency_key_invalid", "Idempotency-Key");
        }

        await AssertNothingStoredAsync();
    }

    [Fact]
    public async Task AddActivities_SameIdempotencyKeyTwice_CountsOnce()
    {
        for (var round = 0; round < 2; round++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/activities")
            {
                Content = ApiClient.Json("""{"activities":[{"contactId":"kim","type":"idempotent"},{"contactId":"kim","type":"idempotent"}]}"""),
            };
            request.Headers.Add("Idempotency-Key", "order-7");
            var counts = (await app.Api.SendAsync(request)).Expect(HttpStatusCode.OK).Json;
            Assert.Equal((round == 0 ? 2 : 0, round == 0 ? 0 : 2), ((int)counts["accepted"]!, (int)counts["duplicates"]!));
        }

        var results = await app.Api.CurrentResultsAsync(await app.Api.CreateJourneyAsync(SampleJourney.Of("idempotent")));
        Assert.Equal(2, (long)results["activitiesRead"]!);
    }

    // Everything that these tests send and that is to be refused is of one type: nobody has ever done it.
    private async Task AssertNothingStoredAsync()
    {
        var results = await app.Api.CurrentResultsAsync(await app.Api.CreateJourneyAsync(SampleJourney.Of("refused")));
        Assert.Equal(0, (long)results["activitiesRead"]!);
        Assert.Equal([0], Figures.Converted(results));
    }
}
