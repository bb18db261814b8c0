using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerJourneys.Journeys;
using CustomerJourneys.Journeys.Rules;
using CustomerJourneys.Journeys.Templates;
using CustomerJourneys.Problems;
using CustomerJourneys.Testing;
using CustomerJourneys.Testing.Journeys;

namespace CustomerJourneys.Tests.Journeys;

/// <summary>Journeys as files: read and written again they are the same to the byte, and say what they are.</summary>
public sealed class JourneyFileTests
{
    private const string Stage = """{"name":"S","conditions":{"groups":[{"conditions":[{"rule":"performedActivity","activityType":"a"}]}]}}""";

    public static TheoryData<string> Definitions =>
        [FullDefinition.Least, FullDefinition.Json, .. JourneyTemplates.All.Select(template => Encoding.UTF8.GetString(template.Definition.Span))];

    [Theory]
    [MemberData(nameof(Definitions))]
    public void Write_WhatWasRead_IsTheSameToTheByte(string definition)
    {
        var file = JourneyFile.Write(Read(definition));

        var again = JourneyFile.Write(Read(file));

        Assert.Equal(Encoding.UTF8.GetString(file), Encoding.UTF8.GetString(again));
    }

    [Fact]
    public void FullDefinition_UsesEveryRule_AndEveryMember()
    {
        using var document = JsonDocument.Parse(FullDefinition.Json);
        var rules = new HashSet<string>();
        Collect(document.RootElement);
        Assert.Equal(ConditionRules.All.Select(rule => rule.Id).Order(), rules.Order());

        var journey = Read(FullDefinition.Json);
        AssertAllSet(journey);
        AssertAllSet(journey.Stages[0].Map!);
        Assert.All(typeof(Stage).GetProperties(), property => Assert.Contains(journey.Stages, stage => IsSet(property.GetValue(stage))));

        void Collect(JsonElement element)
        {
            if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("rule", out var rule))
                rules.Add(rule.GetString()!);
            if (element.ValueKind == JsonValueKind.Object)
                element.EnumerateObject().ToList().ForEach(member => Collect(member.Value));
            if (element.ValueKind == JsonValueKind.Array)
                element.EnumerateArray().ToList().ForEach(Collect);
        }

        static void AssertAllSet(object thing) =>
            Assert.All(thing.GetType().GetProperties(), property => Assert.True(IsSet(property.GetValue(thing)), $"{property.Name} is not used."));
        static bool IsSet(object? value) => value is not null and not System.Collections.ICollection { Count: 0 };
    }

    [Fact]
    public void Write_Journey_IsAFileForSourceControl()
    {
        var text = Encoding.UTF8.GetString(JourneyFile.Write(Read("""{"displayName":"Große ☕","stages":[STAGE]}""")));

        Assert.StartsWith("{\n  \"format\": \"customer-journey\",\n  \"formatVersion\": 1,\n  \"displayName\": \"Große ☕\",\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\n}\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', text);
        var file = JsonNode.Parse(text)!.AsObject();
        Assert.All((string[])["id", "version", "createdAt", "modifiedAt"], name => Assert.False(file.ContainsKey(name)));
        Assert.NotEmpty((string)file["stages"]![0]!["id"]!);
    }

    [Fact]
    public void Read_File_KeepsItsStageIds_AndGivesNewOnesToTheOthers()
    {
        var journey = Read($$"""{"format":"customer-journey","formatVersion":1,"stages":[{{WithId("mine")}},{{Stage}},{{WithId("Other_2-x")}}]}""", known: []);

        Assert.Equal(("mine", "Other_2-x"), (journey.Stages[0].Id, journey.Stages[2].Id));
        Assert.Equal(32, journey.Stages[1].Id.Length);
    }

    [Fact]
    public void Read_PlainDefinition_MayUseTheKnownStageIdsOnly_UnlessAnyIsAllowed()
    {
        var definition = $$"""{"stages":[{{WithId("mine")}}]}""";

        Assert.Equal("mine", Read(definition, known: ["mine"]).Stages[0].Id);
        Assert.Equal("mine", Read(definition, known: null).Stages[0].Id);
        Assert.Equal("stage_id_unknown", Assert.Throws<ProblemException>(() => { Read(definition, known: ["other"]); }).Code);
    }

    [Theory]
    [InlineData("""{"format":"customer-journey","stages":[STAGE]}""", "required", "formatVersion")]
    [InlineData("""{"formatVersion":1,"stages":[STAGE]}""", "required", "format")]
    [InlineData("""{"format":"funnel","formatVersion":1,"stages":[STAGE]}""", "journey_format_unknown", "format")]
    [InlineData("""{"format":"customer-journey","formatVersion":2,"stages":[STAGE]}""", "journey_format_unknown", "formatVersion")]
    [InlineData("""{"format":"customer-journey","formatVersion":"1","stages":[STAGE]}""", "journey_format_unknown", "formatVersion")]
    [InlineData("""{"format":"customer-journey","formatVersion":1,"stages":[STAGE],"colour":1}""", "unknown_member", "colour")]
    [InlineData("""{"format":"customer-journey","formatVersion":1,"stages":[]}""", "journey_needs_stage", "stages")]
    [InlineData("""{"format":"customer-journey","formatVersion":1,"stages":{}}""", "array_expected", "stages")]
    [InlineData("""{"format":"customer-journey","formatVersion":1,"stages":[5]}""", "object_expected", "stages[0]")]
    [InlineData("[]", "object_expected", "")]
    [InlineData("{", "malformed_json", "")]
    [InlineData("", "malformed_json", "")]
    public void Read_WrongFile_IsRefusedWithCodeAndPath(string file, string code, string path)
    {
        var problem = Assert.Throws<ProblemException>(() => { Read(file); });

        Assert.Equal((code, path), (problem.Code, Assert.Single(problem.Errors).Path));
    }

    [Theory]
    [InlineData("", "stage_id_invalid")]
    [InlineData("a/b", "stage_id_invalid")]
    [InlineData("a b", "stage_id_invalid")]
    [InlineData("ü", "stage_id_invalid")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123x", "text_too_long")]
    [InlineData("\\ud800", "text_invalid")]
    public void Read_StageIdThatCannotBeOne_IsRefused(string id, string code)
    {
        var problem = Assert.Throws<ProblemException>(() => { Read($$"""{"stages":[{{Stage}},{{WithId(id)}}]}"""); });

        Assert.Equal((code, "stages[1].id"), (problem.Code, Assert.Single(problem.Errors).Path));
    }

    [Fact]
    public void Read_StageIdTwice_IsRefused() =>
        Assert.Equal("stage_id_twice", Assert.Throws<ProblemException>(() => { Read($$"""{"stages":[{{WithId("a")}},{{WithId("a")}}]}"""); }).Code);

    [Fact]
    public void Read_TextWithSpacesQuotesAndEscapes_IsNotChanged()
    {
        const string name = "a  b\" : \\\t { , \n ]  \\\\ \"\" é 🙂";
        var file = new JsonObject
        {
            ["format"] = "customer-journey",
            ["formatVersion"] = 1,
            ["displayName"] = name,
            ["stages"] = new JsonArray(JsonNode.Parse(Stage)),
        }.ToJsonString(new JsonSerializerOptions { WriteIndented = true });

        Assert.Equal(name, Read(file).DisplayName);
    }

    [Fact]
    public void Read_FileOfALargeDefinition_DoesNotCountItsIndentation()
    {
        // 1,000 conditions whose indentation alone is more than a definition may have.
        var condition = $$"""{"rule":"performedActivity","activityType":"a","where":[{{string.Join(',', Enumerable.Repeat("""{"field":"value","operator":"equals","value":"b"}""", 8))}}]}""";
        var group = $$"""{"conditions":[{{string.Join(',', Enumerable.Repeat(condition, 10))}}]}""";
        var stage = $$$"""{"name":"S","conditions":{"groups":[{{{string.Join(',', Enumerable.Repeat(group, 10))}}}]}}""";
        var definition = $$"""{"stages":[{{string.Join(',', Enumerable.Repeat(stage, 10))}}]}""";
        var file = JourneyFile.Write(Read(definition));
        Assert.InRange(file.Length, JourneyJson.MaxBytes + 1, JourneyFile.MaxBytes);

        Assert.Equal(file, JourneyFile.Write(Read(file)));
    }

    private static string WithId(string id) => Stage.Insert(1, $"\"id\":\"{id}\",");

    private static Journey Read(string json, string[]? known = null) =>
        JourneyFile.Read(Encoding.UTF8.GetBytes(json.Replace("STAGE", Stage, StringComparison.Ordinal)), new CountingIds(), scheduledByDefault: false, known);

    private static Journey Read(byte[] file) => JourneyFile.Read(file, new CountingIds(), scheduledByDefault: true, knownStageIds: []);
}
