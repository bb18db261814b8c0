using CustomerJourneys.Journeys;
using CustomerJourneys.Journeys.Definitions;
using CustomerJourneys.Journeys.Rules;
using CustomerJourneys.Problems;
using CustomerJourneys.Testing.Journeys;

namespace CustomerJourneys.Tests.Journeys.Definitions;

/// <summary>What the ways of fulfilling a stage are made of. A stage is told as groups of letters: a performed, n not performed, c a contact's.</summary>
public sealed class WaySortsTests
{
    [Theory]
    [InlineData("all: all a", "Activity")]
    [InlineData("all: any a n c", "Activity, Contact, Negation")]
    [InlineData("all: all a n c", "Activity+Contact+Negation")]
    [InlineData("any: all a c / all n", "Activity+Contact, Negation")]
    [InlineData("all: any n c / all a", "Activity+Contact, Activity+Negation")]
    [InlineData("all: any a c / any n c", "Activity+Contact, Activity+Negation, Contact, Contact+Negation")]
    public void Of_Stage_TellsTheSortsOfItsWays(string told, string expected) => Assert.Equal(expected, Describe(WaySorts.Of(Set(told))));

    [Fact]
    public void Of_RandomStages_IsWhatListingAllWaysTells()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var set = new ConditionSet(Either(random), [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ =>
                new ConditionGroup(Either(random), [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Condition("anc"[random.Next(3)]))]))]);

            Assert.Equal(Describe(WaysOf(set).Select(way => way.Aggregate(WayParts.None, (all, part) => all | part)).ToHashSet()), Describe(WaySorts.Of(set)));
        }
    }

    // Listing the ways of such a stage, 10 to the power of 10, would not end.
    [Theory]
    [InlineData("hasNotPerformed\",\"activityType\":\"x", false)]
    [InlineData("performedActivity\",\"activityType\":\"x", true)]
    public void Read_MostWaysThatThereCanBe_AreAllLookedAt(string lastCondition, bool isFine)
    {
        const string Negation = """{"rule":"hasNotPerformed","activityType":"x"}""";
        const string Performed = """{"rule":"performedActivity","activityType":"x"}""";
        var groups = Enumerable.Range(0, 10).Select(group => Group([.. Enumerable.Range(0, 10).Select(condition =>
            group < 9 ? condition % 2 == 0 ? Negation : Performed : condition < 9 ? Performed : $$"""{"rule":"{{lastCondition}}"}""")]));
        var stage = $$$"""{"name":"S","conditions":{"match":"all","groups":[{{{string.Join(',', groups)}}}]}}""";
        var json = $$"""{"stages":[{{string.Join(',', Enumerable.Repeat(stage, 10))}}]}""";

        if (isFine)
        {
            Assert.Equal(10, JourneyText.Read(json).Stages.Count);
            return;
        }

        var problem = Assert.Throws<ProblemException>(() => JourneyText.Read(json));
        Assert.Equal(
            Enumerable.Range(0, 10).Select(stage => ($"stages[{stage}].conditions", "stage_needs_activity")),
            problem.Errors.Select(error => (error.Path, error.Code)));
    }

    private static string Group(string[] conditions) => $$"""{"match":"any","conditions":[{{string.Join(',', conditions)}}]}""";

    // By the definition: where a match is Any one part is chosen, where it is All all are.
    private static IEnumerable<WayParts[]> WaysOf(ConditionSet set) =>
        Choose(set.Match, set.Groups.Select(group => Choose(group.Match, group.Conditions.Select(condition => (WayParts[][])[[PartOf(condition)]]).ToList())).ToList());

    private static IEnumerable<WayParts[]> Choose(Match match, IReadOnlyList<IEnumerable<WayParts[]>> parts) => match == Match.Any
        ? parts.SelectMany(ways => ways)
        : parts.Aggregate((IEnumerable<WayParts[]>)[[]], (ways, part) => ways.SelectMany(way => part.Select(more => (WayParts[])[.. way, .. more])).ToList());

    private static WayParts PartOf(StageCondition condition) => condition switch
    {
        PerformedActivity => WayParts.Activity,
        HasNotPerformed => WayParts.Negation,
        _ => WayParts.Contact,
    };

    private static ConditionSet Set(string told)
    {
        var (match, groups) = (told.Split(": ")[0], told.Split(": ")[1].Split(" / "));
        return new ConditionSet(MatchOf(match), [.. groups.Select(group => group.Split(' ')).Select(words =>
            new ConditionGroup(MatchOf(words[0]), [.. words[1..].Select(word => Condition(word[0]))]))]);
    }

    private static StageCondition Condition(char letter) => letter switch
    {
        'a' => new PerformedActivity("x", []),
        'n' => new HasNotPerformed("x", []),
        _ => new InContactGroup("g"),
    };

    private static Match MatchOf(string name) => name == "all" ? Match.All : Match.Any;

    private static Match Either(Random random) => random.Next(2) == 0 ? Match.All : Match.Any;

    private static string Describe(IEnumerable<WayParts> ways) => string.Join(", ", ways.Select(way =>
        string.Join('+', Enum.GetValues<WayParts>().Where(part => part != WayParts.None && way.HasFlag(part)).Select(part => part.ToString()).Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal));
}
