using System.Text;
using System.Text.Json;
using CustomerJourneys.Journeys;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Tests.Journeys;

/// <summary>Definitions as JSON: what is taken, how it comes back, and every way to be refused, with code and path.</summary>
public sealed class JourneyJsonTests
{
    private const string Condition = """{"rule":"performedActivity","activityType":"a"}""";
    private const string StageJson = $$$"""{"name":"S","conditions":{"groups":[{"conditions":[{{{Condition}}}]}]}}""";

    [Fact]
    public void Read_LeastDefinition_FillsInTheRest()
    {
        var journey = Read($$"""{"stages":[{{StageJson}}]}""");

        Assert.Equal((Journey.DefaultDisplayName, true), (journey.DisplayName, journey.ScheduledRecalculation));
        var stage = Assert.Single(journey.Stages);
        Assert.Equal(("new-1", "S", null), (stage.Id, stage.Name, stage.Kpi));
        Assert.Equal(Match.All, stage.Conditions.Match);
        var condition = Assert.IsType<PerformedActivity>(Assert.Single(Assert.Single(stage.Conditions.Groups).Conditions));
        Assert.Equal(("a", 0, 1), (condition.ActivityType, condition.Where.Count, condition.AtLeast));
    }

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        var operators = string.Join(',', ((string[])["contains", "doesNotContain", "startsWith", "endsWith", "equals", "notEquals", "greaterThan", "greaterOrEqual", "lessThan", "lessOrEqual"])
            .Select((name, i) => $$"""{"field":"{{(i % 2 == 0 ? "value" : "properties.Plan")}}","operator":"{{name}}","value":{{(i > 5 ? "1.5" : "\"10\"")}}}"""));
        var told = $$$"""
            {"displayName":"Coffee","scheduledRecalculation":false,"stages":[{"id":"kept","name":"Sign up","kpi":200,"conditions":{"match":"any","groups":[
            {"match":"any","conditions":[{"rule":"performedActivity","activityType":"a","where":[{{{operators}}}],"atLeast":3}]},{"match":"all","conditions":[{{{Condition}}}]}]}},{{{StageJson}}}]}
            """;

        var once = Write(Read(told, "kept"));
        var twice = Write(Read(once, "kept", "new-1"));

        Assert.Equal(once, twice);
        using var document = JsonDocument.Parse(once);
        var stage = document.RootElement.GetProperty("stages")[0];
        Assert.Equal(("kept", 200), (stage.GetProperty("id").GetString(), stage.GetProperty("kpi").GetInt32()));
        Assert.Equal(10, stage.GetProperty("conditions").GetProperty("groups")[0].GetProperty("conditions")[0].GetProperty("where").GetArrayLength());
        Assert.False(document.RootElement.GetProperty("scheduledRecalculation").GetBoolean());
    }

    [Fact]
    public void Read_AnswerSentBack_KeepsStageIdsAndPassesOverWhatTheAnswerAdds()
    {
        var journey = Read($$"""
            {"id":"j","version":3,"createdAt":"x","modifiedAt":"y","stages":[{{StageJson.Replace("{\"name\"", "{\"id\":\"two\",\"name\"", StringComparison.Ordinal)}},{{StageJson}},{{StageJson.Replace("{\"name\"", "{\"id\":\"one\",\"name\"", StringComparison.Ordinal)}}]}
            """, "one", "two");
        Assert.Equal(["two", "new-1", "one"], journey.Stages.Select(stage => stage.Id));
    }

    [Theory]
    [InlineData("""{"from":"2026-01-04T01:00:00.5+01:00","to":null}""", """{"from":"2026-01-04T00:00:00.5Z","to":null}""")]
    [InlineData("""{"to":"2026-02-01T00:00:00Z"}""", """{"from":null,"to":"2026-02-01T00:00:00Z"}""")]
    [InlineData("""{"from":null}""", null)]
    [InlineData("null", null)]
    public void Read_ActivityRange_ComesBackInUtc(string told, string? expected)
    {
        using var document = JsonDocument.Parse(Write(Read($$"""{"activityRange":{{told}},"stages":[{{StageJson}}]}""")));

        Assert.Equal(expected, document.RootElement.TryGetProperty("activityRange", out var range) ? range.GetRawText() : null);
    }

    [Theory]
    [InlineData("""{"from":"2026-01-04","to":null}""", "time_invalid", "activityRange.from")]
    [InlineData("""{"to":5}""", "text_expected", "activityRange.to")]
    [InlineData("""{"from":"2026-01-04T00:00:00Z","to":"2026-01-04T00:00:00Z"}""", "activity_range_empty", "activityRange.to")]
    [InlineData("""{"until":null}""", "unknown_member", "activityRange.until")]
    [InlineData("[]", "object_expected", "activityRange")]
    public void Read_WrongActivityRange_IsRefused(string told, string code, string path)
    {
        var problem = Assert.Throws<ProblemException>(() => Read($$"""{"activityRange":{{told}},"stages":[{{StageJson}}]}"""));

        Assert.Equal([(code, path)], problem.Errors.Select(error => (error.Code, error.Path)));
    }

    [Theory]
    [InlineData(10, 10, 10)]
    [InlineData(1, 1, 1)]
    public void Read_AtTheLimits_IsTaken(int stages, int groups, int conditions) =>
        Assert.Equal(stages, Read(Sized(stages, groups, conditions)).Stages.Count);

    public static TheoryData<string, string, string> WrongDefinitions => new()
    {
        { "{", "", "malformed_json" },
        { "", "", "malformed_json" },
        { "{} {}", "", "malformed_json" },
        { """{"stages":[],"stages":[]}""", "", "malformed_json" },
        { "[]", "", "object_expected" },
        { "{}", "stages", "journey_needs_stage" },
        { """{"stages":null}""", "stages", "journey_needs_stage" },
        { """{"stages":{}}""", "stages", "array_expected" },
        { Sized(0, 1, 1), "stages", "journey_needs_stage" },
        { Sized(11, 1, 1), "stages", "journey_too_many_stages" },
        { Sized(1, 0, 1), "stages[0].conditions.groups", "stage_needs_condition" },
        { Sized(1, 11, 1), "stages[0].conditions.groups", "stage_too_many_groups" },
        { Sized(1, 1, 0), "stages[0].conditions.groups[0].conditions", "group_needs_condition" },
        { Sized(1, 1, 11), "stages[0].conditions.groups[0].conditions", "group_too_many_conditions" },
        { """{"stages":[17]}""", "stages[0]", "object_expected" },
        { """{"stages":[{"name":"S"}]}""", "stages[0].conditions", "stage_needs_condition" },
        { """{"stages":[{"name":"S","conditions":[]}]}""", "stages[0].conditions", "object_expected" },
        { """{"stages":[{"name":"S","conditions":{"groups":[1]}}]}""", "stages[0].conditions.groups[0]", "object_expected" },
        { With("name", "\" \""), "stages[0].name", "name_empty" },
        { With("name", "null"), "stages[0].name", "required" },
        { With("name", "1"), "stages[0].name", "text_expected" },
        { With("name", "\"\\ud800\""), "stages[0].name", "text_invalid" },
        { With("name", $"\"{new string('n', 201)}\""), "stages[0].name", "text_too_long" },
        { With("kpi", "0", "\"S\""), "stages[0].kpi", "kpi_out_of_range" },
        { With("kpi", "1.5", "\"S\""), "stages[0].kpi", "kpi_out_of_range" },
        { With("kpi", "\"1\"", "\"S\""), "stages[0].kpi", "kpi_out_of_range" },
        { With("id", "\"other\"", "\"S\""), "stages[0].id", "stage_id_unknown" },
        { With("colour", "1", "\"S\""), "stages[0].colour", "unknown_member" },
        { $$"""{"stages":[{{StageJson}}],"colour":1}""", "colour", "unknown_member" },
        { $$"""{"stages":[{{StageJson}}],"\ud800":1}""", "", "malformed_json" },
        { $$"""{"stages":[{{StageJson}}],"displayName":" "}""", "displayName", "name_empty" },
        { $$"""{"stages":[{{StageJson}}],"displayName":"{{new string('n', 201)}}"}""", "displayName", "text_too_long" },
        { $$"""{"stages":[{{StageJson}}],"scheduledRecalculation":1}""", "scheduledRecalculation", "boolean_expected" },
        { $$$"""{"stages":[{"id":"one","name":"A","conditions":{"groups":[{"conditions":[{{{Condition}}}]}]}},{"id":"one","name":"B","conditions":{"groups":[{"conditions":[{{{Condition}}}]}]}}]}""", "stages[1].id", "stage_id_twice" },
        { $$$"""{"stages":[{"name":"S","conditions":{"match":"some","groups":[{"conditions":[{{{Condition}}}]}]}}]}""", "stages[0].conditions.match", "match_unknown" },
        { $$$"""{"stages":[{"name":"S","conditions":{"groups":[{"match":"ALL","conditions":[{{{Condition}}}]}]}}]}""", "stages[0].conditions.groups[0].match", "match_unknown" },
        { $$$"""{"stages":[{"name":"S","conditions":{"colour":1,"groups":[{"conditions":[{{{Condition}}}]}]}}]}""", "stages[0].conditions.colour", "unknown_member" },
        { OfCondition("17"), "", "object_expected" },
        { OfCondition("{}"), ".rule", "required" },
        { OfCondition("""{"rule":"visitedMoon"}"""), ".rule", "rule_unknown" },
        { OfCondition("""{"rule":"performedActivity"}"""), ".activityType", "required" },
        { OfCondition("""{"rule":"performedActivity","activityType":" "}"""), ".activityType", "activity_type_invalid" },
        { OfCondition($$"""{"rule":"performedActivity","activityType":"{{new string('t', 65)}}"}"""), ".activityType", "text_too_long" },
        { OfCondition("""{"rule":"performedActivity","activityType":"a","colour":1}"""), ".colour", "unknown_member" },
        { OfCondition("""{"rule":"performedActivity","activityType":"a","atLeast":0}"""), ".atLeast", "at_least_out_of_range" },
        { OfCondition("""{"rule":"performedActivity","activityType":"a","atLeast":10001}"""), ".atLeast", "at_least_out_of_range" },
        { OfFilter($"[{string.Join(',', Enumerable.Repeat("""{"field":"value","value":"x"}""", 11))}]"), ".where", "too_many_filters" },
        { OfFilter("{}"), ".where", "array_expected" },
        { OfFilter("[1]"), ".where[0]", "object_expected" },
        { OfFilter("""[{"value":"x"}]"""), ".where[0].field", "required" },
        { OfFilter("""[{"field":"colour","value":"x"}]"""), ".where[0].field", "field_unknown" },
        { OfFilter("""[{"field":"properties.","value":"x"}]"""), ".where[0].field", "field_unknown" },
        { OfFilter("""[{"field":"value","operator":"is","value":"x"}]"""), ".where[0].operator", "operator_unknown" },
        { OfFilter("""[{"field":"value"}]"""), ".where[0].value", "required" },
        { OfFilter("""[{"field":"value","value":""}]"""), ".where[0].value", "value_empty" },
        { OfFilter("""[{"field":"value","operator":"greaterThan","value":""}]"""), ".where[0].value", "value_empty" },
        { OfFilter("""[{"field":"value","operator":"greaterThan","value":"ten"}]"""), ".where[0].value", "value_not_a_number" },
        { OfFilter("""[{"field":"value","value":true}]"""), ".where[0].value", "text_expected" },
        { OfFilter($$"""[{"field":"value","value":"{{new string('x', 2049)}}"}]"""), ".where[0].value", "text_too_long" },
        { OfFilter("""[{"field":"value","value":"x","colour":1}]"""), ".where[0].colour", "unknown_member" },
    };

    [Theory]
    [MemberData(nameof(WrongDefinitions))]
    public void Read_WrongDefinition_IsRefusedWithCodeAndPath(string json, string path, string code)
    {
        var problem = Assert.Throws<ProblemException>(() => { Read(json, "one"); });
        var error = Assert.Single(problem.Errors);
        var start = json.Contains("\"name\":\"OfCondition\"", StringComparison.Ordinal) ? "stages[0].conditions.groups[0].conditions[0]" : "";
        Assert.Equal((start + path, code), (error.Path, error.Code));
        Assert.Equal((ProblemKind.Invalid, code), (problem.Kind, problem.Code));
    }

    [Theory]
    [InlineData("equals")]
    [InlineData("notEquals")]
    public void Read_EmptyValue_IsTakenWhereItMeansSomething(string name) =>
        Assert.Single(Read(OfFilter($$"""[{"field":"value","operator":"{{name}}","value":""}]""")).Stages);

    [Fact]
    public void Read_SeveralErrors_ListsAll()
    {
        var problem = Assert.Throws<ProblemException>(() => { Read("""{"colour":1,"stages":[{"name":"","kpi":0},{"conditions":{}}]}"""); });
        Assert.Equal(
            ["colour", "stages[0].conditions", "stages[0].kpi", "stages[0].name", "stages[1].conditions.groups", "stages[1].name"],
            problem.Errors.Select(error => error.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Read_InvalidUtf8_IsRefused()
    {
        var inText = Encoding.Latin1.GetBytes(With("name", "\"\u00ff\""));
        var inName = Encoding.Latin1.GetBytes(With("\u00ff", "1", "\"S\""));
        Assert.Equal("malformed_json", Assert.Throws<ProblemException>(() => { ReadBytes(inText); }).Code);
        Assert.Equal("malformed_json", Assert.Throws<ProblemException>(() => { ReadBytes(inName); }).Code);
    }

    private static string Sized(int stages, int groups, int conditions)
    {
        static string Many(int count, string item) => $"[{string.Join(',', Enumerable.Repeat(item, count))}]";
        var group = $$"""{"conditions":{{Many(conditions, Condition)}}}""";
        return $$"""{"stages":{{Many(stages, $$$"""{"name":"S","conditions":{"groups":{{{Many(groups, group)}}}}}""")}}}""";
    }

    private static string With(string member, string value, string? name = null) => $$"""
        {"stages":[{{{(name is null ? "" : $"\"name\":{name},")}}"{{member}}":{{value}},"conditions":{"groups":[{"conditions":[{{Condition}}]} ] } } ] }
        """;

    private static string OfCondition(string condition) => $$"""
        {"stages":[{"name":"OfCondition","conditions":{"groups":[{"conditions":[{{condition}}]} ] } } ] }
        """;

    private static string OfFilter(string where) => OfCondition($$"""{"rule":"performedActivity","activityType":"a","where":{{where}}}""");

    private static Journey Read(string json, params string[] knownStageIds) => ReadBytes(Encoding.UTF8.GetBytes(json), knownStageIds);

    private static Journey ReadBytes(byte[] json, params string[] knownStageIds) => JourneyJson.Read(json, new CountedIds(), scheduledByDefault: true, knownStageIds);

    private static string Write(Journey journey)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            JourneyJson.WriteMembers(writer, journey);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private sealed class CountedIds : IdSource
    {
        private int _count;

        public override string NewId() => $"new-{++_count}";
    }
}
