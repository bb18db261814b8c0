using System.Text;
using CustomerJourneys.Activities;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Tests.Activities;

/// <summary>Batches as JSON and as NDJSON: what is taken, and every way to be refused, with code and path.</summary>
public sealed class ActivityBatchTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 10, 0, 0, TimeSpan.Zero);

    private const string Whole = """
        {"id":"a-1","contactId":"c-1","type":"pagevisit","occurredAt":"2026-11-01T10:00:00.1239Z","value":"v","title":"t","url":"/pricing",
        "referrer":"r","channel":"web","properties":{"plan":"pro","seats":5,"none":null}}
        """;

    [Fact]
    public void Read_WholeActivity_TakesEveryField()
    {
        var json = Assert.Single(Json($$"""{"activities":[{{Whole}}]}"""));
        var line = Assert.Single(Lines(Whole.ReplaceLineEndings("")));

        Assert.All((Activity[])[json, line], activity =>
        {
            Assert.Equal(("a-1", "c-1", "pagevisit", "v", "t", "/pricing", "r", "web"), (activity.Id, activity.ContactId, activity.Type,
                activity.Value, activity.Title, activity.Url, activity.Referrer, activity.Channel));
            Assert.Equal(Now.ToUnixTimeMilliseconds() + 123, activity.OccurredAt);
            Assert.Equal([new ActivityProperty("plan", new PropertyValue("pro")), new ActivityProperty("seats", new PropertyValue(5))], activity.Properties);
        });
    }

    [Fact]
    public void Read_WithoutIdAndTime_TakesTheGivenIdAndNow()
    {
        var read = Json("""{"activities":[{"contactId":"c","type":"a"},{"contactId":"c","type":"b","id":null,"occurredAt":null,"value":null,"properties":null}]}""");
        Assert.Equal(["id-0", "id-1"], read.Select(activity => activity.Id));
        Assert.All(read, activity => Assert.Equal((Now.ToUnixTimeMilliseconds(), "", 0), (activity.OccurredAt, activity.Value, activity.Properties.Count)));
    }

    [Fact]
    public void ReadNdjson_BlankLinesAndLineEndings_ArePassedOver()
    {
        Assert.Empty(Lines("\n \r\n"));
        Assert.Empty(Json("""{"activities":[]}"""));
        Assert.Equal(["id-0", "id-1"], Lines("\r\n{\"contactId\":\"c\",\"type\":\"a\"}\r\n\n  {\"contactId\":\"d\",\"type\":\"a\"}").Select(activity => activity.Id));
    }

    public static TheoryData<string, string, string> WrongActivities => new()
    {
        { "17", "", "object_expected" },
        { "[]", "", "object_expected" },
        { "null", "", "object_expected" },
        { """{"type":"a"}""", ".contactId", "required" },
        { """{"contactId":"c"}""", ".type", "required" },
        { """{"contactId":"","type":"a"}""", ".contactId", "contact_id_invalid" },
        { """{"contactId":"a b","type":"a"}""", ".contactId", "contact_id_invalid" },
        { """{"contactId":"ä","type":"a"}""", ".contactId", "contact_id_invalid" },
        { $$"""{"contactId":"{{new string('c', 129)}}","type":"a"}""", ".contactId", "contact_id_invalid" },
        { """{"contactId":"c","type":"a","id":"a/b"}""", ".id", "activity_id_invalid" },
        { """{"contactId":"c","type":"a","id":""}""", ".id", "activity_id_invalid" },
        { """{"contactId":"c","type":""}""", ".type", "activity_type_invalid" },
        { """{"contactId":"c","type":"  "}""", ".type", "activity_type_invalid" },
        { """{"contactId":"c","type":"a\u0001"}""", ".type", "activity_type_invalid" },
        { """{"contactId":"c","type":"a\u0085"}""", ".type", "activity_type_invalid" },
        { $$"""{"contactId":"c","type":"{{new string('t', 65)}}"}""", ".type", "activity_type_invalid" },
        { """{"contactId":"c","type":"a","occurredAt":"yesterday"}""", ".occurredAt", "time_invalid" },
        { """{"contactId":"c","type":"a","occurredAt":"2026-11-01T10:00:00"}""", ".occurredAt", "time_invalid" },
        { """{"contactId":"c","type":"a","occurredAt":"2026-11-02T10:00:00.001Z"}""", ".occurredAt", "time_in_future" },
        { """{"contactId":"c","type":"a","occurredAt":17}""", ".occurredAt", "text_expected" },
        { """{"contactId":"c","type":"a","value":{"deep":[1]}}""", ".value", "text_expected" },
        { """{"contactId":"c","type":"a","value":"\ud800"}""", ".value", "text_invalid" },
        { $$"""{"contactId":"c","type":"a","value":"{{new string('v', 1025)}}"}""", ".value", "text_too_long" },
        { $$"""{"contactId":"c","type":"a","title":"{{new string('v', 1025)}}"}""", ".title", "text_too_long" },
        { $$"""{"contactId":"c","type":"a","channel":"{{new string('v', 1025)}}"}""", ".channel", "text_too_long" },
        { $$"""{"contactId":"c","type":"a","url":"{{new string('v', 2049)}}"}""", ".url", "text_too_long" },
        { $$"""{"contactId":"c","type":"a","referrer":"{{new string('v', 2049)}}"}""", ".referrer", "text_too_long" },
        { """{"contactId":"c","type":"a","colour":{"a":[1,2]}}""", ".colour", "unknown_member" },
        { """{"contactId":"c","type":"a","ContactId":"c"}""", ".ContactId", "unknown_member" },
        { """{"contactId":"c","type":"a","\ud800":1}""", ".", "unknown_member" },
        { """{"contactId":"c","type":"a","type":"a"}""", ".type", "duplicate_member" },
        { """{"contactId":"c","type":"a","t\u0079pe":"a"}""", ".type", "duplicate_member" },
        { """{"contactId":"c","type":"a","properties":{},"properties":{}}""", ".properties", "duplicate_member" },
        { """{"contactId":"c","type":"a","properties":[1]}""", ".properties", "object_expected" },
        { """{"contactId":"c","type":"a","properties":{"p":1,"P":2}}""", ".properties.P", "duplicate_member" },
        { """{"contactId":"c","type":"a","properties":{"p":true}}""", ".properties.p", "property_invalid" },
        { """{"contactId":"c","type":"a","properties":{"p":[1]}}""", ".properties.p", "property_invalid" },
        { """{"contactId":"c","type":"a","properties":{"p":1e999}}""", ".properties.p", "property_invalid" },
        { """{"contactId":"c","type":"a","properties":{"p":"\udc00"}}""", ".properties.p", "property_invalid" },
        { """{"contactId":"c","type":"a","properties":{"\udc00":"p"}}""", ".properties", "text_invalid" },
        { """{"contactId":"c","type":"a","properties":{"":"p"}}""", ".properties.", "property_name_invalid" },
        { $$$"""{"contactId":"c","type":"a","properties":{"{{{new string('p', 65)}}}":1}}""", $".properties.{new string('p', 65)}", "property_name_invalid" },
        { $$$"""{"contactId":"c","type":"a","properties":{"p":"{{{new string('p', 1025)}}}"}}""", ".properties.p", "text_too_long" },
        { """{"contactId":"c","type":"a","properties":{""" + string.Join(',', Enumerable.Range(0, 51).Select(i => $"\"p{i}\":1")) + "}}", ".properties", "too_many_properties" },
    };

    [Theory]
    [MemberData(nameof(WrongActivities))]
    public void Read_WrongActivity_IsRefusedWithCodeAndPath(string activity, string path, string code)
    {
        const string Right = """{"contactId":"c","type":"a"}""";
        foreach (var problem in (ProblemException[])
            [Refused(() => Json($$"""{"activities":[{{Right}},{{activity}},{{Right}}]}""")), Refused(() => Lines($"{Right}\n\n{activity}\n{Right}"))])
        {
            var error = Assert.Single(problem.Errors);
            Assert.Equal(($"activities[1]{path}", code), (error.Path, error.Code));
            Assert.Equal((ProblemKind.Invalid, code), (problem.Kind, problem.Code));
        }
    }

    [Theory]
    [InlineData("", "", "malformed_json")]
    [InlineData("   ", "", "malformed_json")]
    [InlineData("{", "", "malformed_json")]
    [InlineData("""{"activities":[""", "", "malformed_json")]
    [InlineData("""{"activities":[{"contactId":"c"]}""", "", "malformed_json")]
    [InlineData("""{"activities":[]} {}""", "", "malformed_json")]
    [InlineData("""{"activities":[],}""", "", "malformed_json")]
    [InlineData("""{"activities":[{"value":[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}]}""", "", "malformed_json")]
    [InlineData("[]", "", "object_expected")]
    [InlineData("null", "", "object_expected")]
    [InlineData("{}", "activities", "required")]
    [InlineData("""{"activities":{}}""", "activities", "array_expected")]
    [InlineData("""{"activities":null}""", "activities", "array_expected")]
    [InlineData("""{"activities":[],"activities":[]}""", "activities", "duplicate_member")]
    [InlineData("""{"activities":[],"more":1}""", "more", "unknown_member")]
    [InlineData("""{"\ud800":1}""", "", "unknown_member")]
    [InlineData("""{"\ud800tivities":1}""", "", "unknown_member")]
    public void ReadJson_WrongEnvelope_IsRefused(string body, string path, string code)
    {
        var error = Assert.Single(Refused(() => Json(body)).Errors);
        Assert.Equal((path, code), (error.Path, error.Code));
    }

    [Theory]
    [InlineData("""{"contactId":"c","type":"a"} {}""")]
    [InlineData("""{"contactId":"c","type":"a"},""")]
    [InlineData("""{"contactId":"c",""")]
    [InlineData("secret")]
    public void ReadNdjson_MalformedLine_IsNamedAndNotQuoted(string line)
    {
        var error = Assert.Single(Refused(() => Lines($$"""{"contactId":"c","type":"a"}{{"\n"}}{{line}}""")).Errors);
        Assert.Equal(("activities[1]", "malformed_json"), (error.Path, error.Code));
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_InvalidUtf8_IsRefused()
    {
        byte[] Broken(string json) => Encoding.Latin1.GetBytes(json.Replace('#', '\u00ff'));
        var value = Refused(() => ActivityBatch.ReadJson(Broken("""{"activities":[{"contactId":"c","type":"a","value":"#"}]}"""), Id, Now));
        var name = Refused(() => ActivityBatch.ReadNdjson(Broken("""{"contactId":"c","type":"a","properties":{"#":1}}"""), Id, Now));
        var member = Refused(() => ActivityBatch.ReadNdjson(Broken("""{"contactId":"c","type":"a","#":1}"""), Id, Now));

        Assert.Equal(("activities[0].value", "text_invalid"), Only(value));
        Assert.Equal(("activities[0].properties", "text_invalid"), Only(name));
        Assert.Equal(("activities[0].", "unknown_member"), Only(member));
    }

    [Fact]
    public void Read_SeveralErrors_ListsAllUpToTheLimit()
    {
        var three = Refused(() => Lines("{}\n{\"contactId\":\"c\",\"type\":\"a\",\"value\":1,\"title\":2}"));
        Assert.Equal(["activities[0].contactId", "activities[0].type", "activities[1].value", "activities[1].title"], three.Errors.Select(error => error.Path));
        Assert.Equal("required", three.Code);

        var many = Refused(() => Lines(string.Join('\n', Enumerable.Repeat("{}", 80))));
        Assert.Equal(ActivityBatch.MaxErrors, many.Errors.Count);
    }

    [Fact]
    public void Read_5000Activities_AreTakenAnd5001AreNot()
    {
        string Many(int count, char joint) => string.Join(joint, Enumerable.Repeat("""{"contactId":"c","type":"a"}""", count));

        Assert.Equal(5000, Json($$"""{"activities":[{{Many(5000, ',')}}]}""").Count);
        Assert.Equal(5000, Lines(Many(5000, '\n')).Count);
        Assert.Equal(("activities", "batch_too_large"), Only(Refused(() => Json($$"""{"activities":[{{Many(5001, ',')}}]}"""))));
        Assert.Equal(("activities", "batch_too_large"), Only(Refused(() => Lines(Many(5001, '\n')))));
    }

    [Fact]
    public void Read_ValuesAtTheirLimits_AreTaken()
    {
        var properties = string.Join(',', Enumerable.Range(0, 50).Select(i => $"\"{$"p{i}".PadRight(64, 'p')}\":\"{new string('v', 1024)}\""));
        var activity = Assert.Single(Lines($$$"""
            {"contactId":"{{{new string('c', 128)}}}","id":"{{{"Az09._~:@+-".PadRight(128, 'a')}}}","type":"{{{new string('t', 64)}}}","occurredAt":"2026-11-02T10:00:00Z","value":"{{{new string('v', 1024)}}}","url":"{{{new string('u', 2048)}}}","properties":{{{{properties}}}}}
            """));
        Assert.Equal((128, 128, 64, 1024, 2048, 50), (activity.ContactId.Length, activity.Id.Length, activity.Type.Length, activity.Value.Length, activity.Url.Length, activity.Properties.Count));
    }

    private static string Id(int index) => $"id-{index}";

    private static IReadOnlyList<Activity> Json(string body) => ActivityBatch.ReadJson(Encoding.UTF8.GetBytes(body), Id, Now).Frames.Decode();

    private static IReadOnlyList<Activity> Lines(string body) => ActivityBatch.ReadNdjson(Encoding.UTF8.GetBytes(body), Id, Now).Frames.Decode();

    private static ProblemException Refused(Func<object> read) => Assert.Throws<ProblemException>(() => { read(); });

    private static (string Path, string Code) Only(ProblemException problem)
    {
        var error = Assert.Single(problem.Errors);
        return (error.Path, error.Code);
    }
}
