using CustomerJourneys.Journeys;
using CustomerJourneys.Problems;
using CustomerJourneys.Testing.Journeys;

namespace CustomerJourneys.Tests.Journeys.Definitions;

/// <summary>
/// Windows, exclusions, negations and journey maps: what a definition may say, and every way to be refused, with code and path.
/// A stage is told as its members after the name, where A, N and C stand for a condition that asks for an activity, for none, and for a contact.
/// </summary>
public sealed class DefinitionRulesTests
{
    private const string Set = """ "conditions":{"groups":[{"conditions":[A]}]} """;
    private const string Exclusion = """{"rule":"performedActivity","activityType":"x"}""";

    [Theory]
    [InlineData("""[A,N]""", """[A,N,C]""")]
    [InlineData("""[A]""", """[A,C]""")]
    [InlineData("""[C]""", """[A]""")]
    [InlineData("""[C,C]""", """[A]""")]
    public void Read_EveryWayWithAnActivity_OrAContactAlone_IsTaken(string first, string second) =>
        Assert.Equal(2, Read($$$""" "conditions":{"groups":[{"conditions":{{{first}}}}]} """, $$$""" "conditions":{"groups":[{"conditions":{{{second}}}}]} """).Stages.Count);

    [Theory]
    [InlineData("""{"groups":[{"conditions":[N]}]}""", true)]
    [InlineData("""{"groups":[{"conditions":[N,C]}]}""", true)]
    [InlineData("""{"groups":[{"match":"any","conditions":[A,N]}]}""", true)]
    [InlineData("""{"match":"any","groups":[{"conditions":[A]},{"conditions":[N,C]}]}""", true)]
    [InlineData("""{"groups":[{"match":"any","conditions":[A,C]},{"conditions":[N]}]}""", true)]
    [InlineData("""{"groups":[{"conditions":[C]}]}""", false)]
    [InlineData("""{"match":"any","groups":[{"conditions":[A]},{"conditions":[C]}]}""", false)]
    public void Read_AWayWithoutAnActivity_IsRefused(string conditions, bool inTheFirstStageToo)
    {
        Assert.Equal(["stages[1].conditions stage_needs_activity"], Errors(Set, $""" "conditions":{conditions} """));
        Assert.Equal(inTheFirstStageToo ? ["stages[0].conditions stage_needs_activity"] : [], Errors($""" "conditions":{conditions} """, Set));
    }

    [Theory]
    [InlineData("""{"groups":[{"conditions":[C]}]}""")]
    [InlineData("""{"groups":[{"match":"any","conditions":[A,C]}]}""")]
    public void Read_WindowFromAFirstStageThatMayHaveNoTime_IsRefused(string first)
    {
        var stages = (string[])[$""" "conditions":{first} """, $""" "window":"P1D",{Set}""", $""" "window":"P1D",{Set}"""];

        Assert.Equal(["stages[1].window window_needs_activity_start"], Errors(stages));
        Assert.Equal(
            ["stages[1].window window_needs_activity_start", "conversionWindow window_needs_activity_start"],
            ErrorsOf(Json(""" "conversionWindow":"P7D", """, stages)));
        Assert.Equal([], ErrorsOf(Json(""" "conversionWindow":null, """, [stages[0], Set, stages[2]])));
    }

    [Fact]
    public void Read_SeveralRulesBroken_TellsAllOfThem() => Assert.Equal(
        [
            "stages[0].name required", "stages[0].conditions stage_needs_activity", "stages[0].window window_on_first_stage",
            "stages[0].excluding excluding_on_first_stage", "stages[1].window duration_invalid", "stages[1].conditions stage_needs_activity",
            "stages[2].excluding[0].atLeast exclusion_parameter_not_allowed", "stages[2].map.phase phase_unknown",
        ],
        ErrorsOf(Json(
            "",
            [
                $$""" "name":null,"window":"P1D","excluding":[{{Exclusion}}],"conditions":{"groups":[{"conditions":[N]}]} """,
                """ "window":"P1Y","conditions":{"groups":[{"conditions":[N]}]} """,
                $$$""" "excluding":[{"rule":"performedActivity","activityType":"x","atLeast":1}],"map":{"phase":"Think"},{{{Set}}}""",
            ])));

    [Theory]
    [InlineData("""{"rule":"performedActivity","activityType":"x","atLeast":1}""", ".atLeast exclusion_parameter_not_allowed")]
    [InlineData("""{"rule":"performedActivity","activityType":"x","withinLast":"P1D"}""", ".withinLast exclusion_parameter_not_allowed")]
    [InlineData("""{"rule":"visitedPage","page":"/a"}""", ".rule exclusion_rule_not_allowed")]
    [InlineData("""{"rule":"hasNotPerformed","activityType":"x"}""", ".rule exclusion_rule_not_allowed")]
    [InlineData("""{"rule":"dreamtOf"}""", ".rule rule_unknown")]
    [InlineData("""{"activityType":"x"}""", ".rule required")]
    [InlineData("""{"rule":"performedActivity"}""", ".activityType required")]
    [InlineData("""{"rule":"performedActivity","activityType":"x","where":[{"field":"mood","value":"x"}]}""", ".where[0].field field_unknown")]
    [InlineData("""{"rule":"performedActivity","activityType":"x","colour":1}""", ".colour unknown_member")]
    [InlineData("1", " object_expected")]
    public void Read_WrongExclusion_IsRefused(string exclusion, string error) =>
        Assert.Equal([$"stages[1].excluding[0]{error}"], Errors(Set, $""" "excluding":[{exclusion}],{Set}"""));

    [Fact]
    public void Read_Exclusions_AreHeldToTheirLimit()
    {
        static string Many(int count) => $""" "excluding":[{string.Join(',', Enumerable.Repeat(Exclusion, count))}],{Set}""";

        Assert.Equal(Stage.MaxExclusions, Read(Set, Many(Stage.MaxExclusions)).Stages[1].Excluding.Count);
        Assert.Equal(["stages[1].excluding stage_too_many_exclusions"], Errors(Set, Many(Stage.MaxExclusions + 1)));
        Assert.Equal(["stages[1].excluding array_expected"], Errors(Set, $$""" "excluding":{},{{Set}}"""));
        Assert.Equal([], Errors($""" "excluding":[],"window":null,{Set}""", Set));
    }

    [Theory]
    [InlineData("[]", " object_expected")]
    [InlineData("""{"phase":"See"}""", ".phase phase_unknown")]
    [InlineData("""{"customerSegment":"fan"}""", ".customerSegment customer_segment_unknown")]
    [InlineData("""{"touchpoints":{}}""", ".touchpoints array_expected")]
    [InlineData("""{"touchpoints":["Fair"]}""", ".touchpoints[0] object_expected")]
    [InlineData("""{"touchpoints":[{"name":"Fair","kind":"offline"},{"name":" ","kind":"offline"}]}""", ".touchpoints[1].name name_empty")]
    [InlineData("""{"touchpoints":[{"kind":"offline"}]}""", ".touchpoints[0].name required")]
    [InlineData("""{"touchpoints":[{"name":"Fair"}]}""", ".touchpoints[0].kind required")]
    [InlineData("""{"touchpoints":[{"name":"Fair","kind":"paper"}]}""", ".touchpoints[0].kind touchpoint_kind_unknown")]
    [InlineData("""{"touchpoints":[{"name":"Fair","kind":"offline","colour":1}]}""", ".touchpoints[0].colour unknown_member")]
    [InlineData("""{"mindset":1}""", ".mindset text_expected")]
    [InlineData("""{"reviewOn":"15.01.2027"}""", ".reviewOn date_invalid")]
    [InlineData("""{"reviewOn":"2027-02-29"}""", ".reviewOn date_invalid")]
    [InlineData("""{"reviewOn":"2027-01-15T00:00:00Z"}""", ".reviewOn date_invalid")]
    [InlineData("""{"sources":"book"}""", ".sources array_expected")]
    [InlineData("""{"sources":["book",5]}""", ".sources[1] text_expected")]
    [InlineData("""{"colour":1}""", ".colour unknown_member")]
    public void Read_WrongMap_IsRefused(string map, string error) => Assert.Equal([$"stages[0].map{error}"], Errors($""" "map":{map},{Set}"""));

    [Theory]
    [InlineData("mindset")]
    [InlineData("customerNeed")]
    [InlineData("engagement")]
    [InlineData("objective")]
    [InlineData("owner")]
    [InlineData("notes")]
    public void Read_TextOfAMap_IsHeldToItsLimit(string name)
    {
        string With(int length) => $$""" "map":{"{{name}}":"{{new string('x', length)}}"},{{Set}}""";

        Assert.Equal([], Errors(With(StageMap.MaxText)));
        Assert.Equal([$"stages[0].map.{name} text_too_long"], Errors(With(StageMap.MaxText + 1)));
    }

    [Fact]
    public void Read_ArraysOfAMap_AreHeldToTheirLimits()
    {
        static string With(string name, string item, int count) => $$""" "map":{"{{name}}":[{{string.Join(',', Enumerable.Repeat(item, count))}}]},{{Set}}""";

        Assert.Equal([], Errors(With("sources", "\"s\"", StageMap.MaxSources)));
        Assert.Equal(["stages[0].map.sources too_many_sources"], Errors(With("sources", "\"s\"", StageMap.MaxSources + 1)));
        Assert.Equal(["stages[0].map.sources[0] text_too_long"], Errors(With("sources", $"\"{new string('x', StageMap.MaxText + 1)}\"", 1)));
        const string Touchpoint = """{"name":"Fair","kind":"offline"}""";
        Assert.Equal([], Errors(With("touchpoints", Touchpoint, StageMap.MaxTouchpoints)));
        Assert.Equal(["stages[0].map.touchpoints too_many_touchpoints"], Errors(With("touchpoints", Touchpoint, StageMap.MaxTouchpoints + 1)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"phase":null,"touchpoints":[],"sources":[],"notes":null}""")]
    [InlineData("null")]
    public void Read_MapThatSaysNothing_IsNone(string map) => Assert.Null(Read($""" "map":{map},{Set}""").Stages[0].Map);

    private static Journey Read(params string[] stages) => JourneyText.Read(Json("", stages));

    private static IEnumerable<string> Errors(params string[] stages) => ErrorsOf(Json("", stages));

    private static IEnumerable<string> ErrorsOf(string json)
    {
        try
        {
            JourneyText.Read(json);
            return [];
        }
        catch (ProblemException problem)
        {
            return problem.Errors.Select(error => $"{error.Path} {error.Code}");
        }
    }

    private static string Json(string members, string[] stages) =>
        $$"""{{{members}}"stages":[{{string.Join(',', stages.Select(stage => stage.Contains("\"name\":null", StringComparison.Ordinal) ? $"{{{stage}}}" : $"{{\"name\":\"S\",{stage}}}"))}}]}"""
            .Replace("[A", "[{\"rule\":\"performedActivity\",\"activityType\":\"a\"}", StringComparison.Ordinal)
            .Replace("[N", "[{\"rule\":\"hasNotPerformed\",\"activityType\":\"n\"}", StringComparison.Ordinal)
            .Replace("[C", "[{\"rule\":\"inContactGroup\",\"group\":\"g\"}", StringComparison.Ordinal)
            .Replace(",N", ",{\"rule\":\"hasNotPerformed\",\"activityType\":\"n\"}", StringComparison.Ordinal)
            .Replace(",C", ",{\"rule\":\"notInContactGroup\",\"group\":\"g\"}", StringComparison.Ordinal);
}
