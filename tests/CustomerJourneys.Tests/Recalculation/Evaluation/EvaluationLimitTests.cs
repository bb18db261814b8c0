using CustomerJourneys.Activities;
using CustomerJourneys.Contacts;
using CustomerJourneys.Journeys;
using CustomerJourneys.Journeys.Rules;
using CustomerJourneys.Recalculation.Evaluation;
using CustomerJourneys.Recalculation.Evaluation.Walking;
using CustomerJourneys.Testing.Stories;

namespace CustomerJourneys.Tests.Recalculation.Evaluation;

/// <summary>The largest journeys, the longest timelines and the worst ties: work stays in proportion, and giving up is told.</summary>
public sealed class EvaluationLimitTests
{
    private static readonly string[] Letters = ["u", "v", "w", "x", "y", "z"];

    [Fact]
    public void Evaluate_LargestJourney_FindsEveryStage()
    {
        // 10 stages of 10 groups of 10 conditions, no two alike.
        var journey = Largest((stage, group, condition) => new PerformedActivity($"t{group}", [Has($"{stage}-{condition}")]));
        var activities = Enumerable.Range(0, 10).SelectMany(stage => Enumerable.Range(0, 100).Select(i =>
            new Activity("ada", $"a{stage}-{i}", $"t{i / 10}", Story.At(stage)) { Value = $"{stage}-{i % 10}" })).ToList();

        var all = Witnesses.Walk(journey, activities, ["ada"]);
        activities.RemoveAll(a => a is { Type: "t9", Value: "7-9" });
        var without = Witnesses.Walk(journey, activities, ["ada"]);

        Assert.Equal(1000, new CompiledJourney(journey).Matchers.Count);
        Assert.Equal(10, all.DepthOf(0));
        Assert.Equal(Enumerable.Range(0, 10).Select(stage => Story.At(stage)), all.ReachTimesOf(0));
        Assert.Equal(7, without.DepthOf(0));
        Assert.InRange(all.Looked, 1, 10 * 3 * 1000);
    }

    [Theory]
    [InlineData(Match.All)]
    [InlineData(Match.Any)]
    public void Evaluate_LargestJourneyInOneInstant_Ends(Match match)
    {
        // 1,000 conditions that overlap in every way, over 2,000 activities without an order.
        var journey = Largest((stage, group, condition) => new PerformedActivity("t", [Has(Letters[(stage + condition) % 6])], 1 + ((group + condition) % 3)), match);
        var random = new Random(1);
        var activities = Enumerable.Range(0, 2_000).Select(i =>
            new Activity("ada", $"a{i}", "t", Story.At(0)) { Value = string.Concat(Letters.Where(_ => random.Next(2) == 0)) }).ToList();

        var evaluation = Witnesses.Walk(journey, activities, ["ada"]);

        Assert.Equal(10, evaluation.DepthOf(0));
        Assert.InRange(evaluation.Looked, 1, 2_000L * 10 * 3 * TieChoice.MaxChoices);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public void Evaluate_ContactOf200000Activities_LooksAtEachAFewTimes(int perInstant)
    {
        const int Count = 200_000;
        var journey = JourneyStory.Of("a > b > a*1000 > b!~x > a > b > a > b > a > never");
        var evaluation = Evaluate(journey, 1, Count, i => Story.At(i / perInstant));

        Assert.Equal(9, evaluation.DepthOf(0));
        // The last stage searches to the end; the others only where they were reached.
        Assert.InRange(evaluation.Looked, Count / 2, 2 * Count);
        Assert.Equal(0, evaluation.InexactContacts);
    }

    [Theory]
    // The earliest start is always too early by a little: each attempt moves on by one.
    [InlineData("a > b > a*100 > b within 5 > never; within 300", 1)]
    [InlineData("a > b without a > a*50 > b without a=x within 3 > never", 1)]
    [InlineData("a > b & -a=x > a*200 > b & -a=x > never", 1)]
    [InlineData("a*1000 & -b=x > never", 1)]
    [InlineData("a > b*3 within 2 > a*100 > b without b=x > a & -b=x within 2 > never; within 400", 7)]
    public void Evaluate_BoundedContactOf200000Activities_LooksAtEachAFewTimesAStage(string told, int perInstant)
    {
        const int Count = 200_000;
        var journey = JourneyStory.Of(told);
        var evaluation = Evaluate(journey, 1, Count, i => Story.At(i / perInstant));

        Assert.InRange(evaluation.Looked, 1, 6L * journey.Stages.Count * Count);
        Assert.Equal(0, evaluation.InexactContacts);
    }

    [Fact]
    public void Evaluate_ManyAttemptsAfterAnInstantOf100000Activities_CountItOnceAStage()
    {
        // Of the first instant something is left that the last stage may use, and each b is too early for the c after it.
        var activities = Many(100_000, _ => "");
        activities.AddRange(Enumerable.Range(1, 50_000).SelectMany(i => new[]
        {
            new Activity("ada", $"b{i}", "b", Story.At(10 * i)),
            new Activity("ada", $"c{i}", "c", Story.At((10 * i) + 5)),
        }));

        var evaluation = Witnesses.Walk(JourneyStory.Of("a > b > c within 1 > a"), activities, ["ada"]);

        Assert.Equal(2, evaluation.DepthOf(0));
        Assert.InRange(evaluation.Looked, 1, 10L * activities.Count);
    }

    [Theory]
    [InlineData("a > b & -b > a & -a > b & -b", 4)]
    [InlineData("a > (b & -a=x) | (b & -b=x) > a > never; within 900", 3)]
    [InlineData("a > (b=x & -b) | a*3 > b within 9 > never", 3)]
    public void Evaluate_SearchedContactOf200000Activities_StaysInItsBudget(string told, int depth)
    {
        const int Count = 200_000;
        var evaluation = Evaluate(JourneyStory.Of(told), 1, Count, i => Story.At(i));

        Assert.Equal(depth, evaluation.DepthOf(0));
        Assert.InRange(evaluation.Looked, 1, ChainSearch.Budget + (20L * Count));
        Assert.Equal(0, evaluation.InexactContacts);
    }

    [Fact]
    public void Evaluate_SearchBudgetOfChainsExceeded_IsTold()
    {
        // Every start can be followed by any of what comes later, but not in the end: the x comes before the only n.
        var journey = JourneyStory.Of("a > a > (n & -x) | q");
        var activities = Many(20_000, _ => "").Select((a, i) => a with { OccurredAt = Story.At(i) })
            .Append(new Activity("ada", "x", "x", Story.At(30_000))).Append(new Activity("ada", "n", "n", Story.At(40_000))).ToList();

        var many = Witnesses.Walk(journey, activities, ["ada"]);
        var few = Witnesses.Walk(journey, [.. activities.Skip(19_500)], ["ada"]);

        // Of few the search comes to the end; of many it gives up on the third stage, says so, and still finds the second.
        Assert.Equal((2, 0), (few.DepthOf(0), few.InexactContacts));
        Assert.Equal((2, 1), (many.DepthOf(0), many.InexactContacts));
        Assert.Equal([Story.At(0), Story.At(1)], many.ReachTimesOf(0));
        Assert.InRange(many.Looked, ChainSearch.Budget / 3, 2L * ChainSearch.Budget);
    }

    [Fact]
    public void Evaluate_BudgetUsedUpBeforeAStageIsMovedOn_StillFindsAWay()
    {
        // The x of one instant use up the budget. Later the window moves the third stage on from p to the instant of two q, of which a third is left.
        const int Day = 86_400;
        var values = Enumerable.Range(0, 10).Select(i => $"v{i}").ToArray();
        var journey = JourneyStory.Of($"x*50 > x*50 > (p | q*2) > r within {Day} > q > ({string.Join(" | ", values.Select(value => $"x={value}*2"))})");
        var activities = Enumerable.Range(0, 110).Select(i => new Activity("ada", $"x{i}", "x", Story.At(0)) { Value = values[i % 10] }).ToList();
        activities.AddRange(Story.Of(("ada", $"p@{Day} q@{10 * Day} q@{10 * Day} r@{10.5 * Day} q@{11 * Day}")).Activities);

        var evaluation = Witnesses.Walk(journey, activities, ["ada"]);

        Assert.Equal((5, 1), (evaluation.DepthOf(0), evaluation.InexactContacts));
        Assert.Equal([0, 0, 10 * Day, 10.5 * Day, 11 * Day], evaluation.ReachTimesOf(0).Select(time => (time - Story.Start) / 1000d));
    }

    [Theory]
    [InlineData(4_000)]
    [InlineData(16_000)]
    public void Evaluate_InstantThatIsComeBackToAgainAndAgain_IsCountedOnce(int count)
    {
        // Each d is too far from the c before it and moves c on, and with it a, by the conversion window; between them lies one instant of many h.
        var window = count * 100;
        var activities = Enumerable.Range(0, count).SelectMany(i => new[]
        {
            new Activity("ada", $"a{i}", "a", Story.At((i * 20) + 0.5)),
            new Activity("ada", $"h{i}", "h", Story.At(count * 30)),
            new Activity("ada", $"c{i}", "c", Story.At(window + (i * 20))),
            new Activity("ada", $"d{i}", "d", Story.At(window + (i * 20) + 10)),
        }).ToList();

        var evaluation = Witnesses.Walk(JourneyStory.Of($"a > h > c > d within 5; within {window}"), activities, ["ada"]);

        Assert.Equal(3, evaluation.DepthOf(0));
        Assert.InRange(evaluation.Looked, 1, 12L * activities.Count);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(400)]
    public void Evaluate_ManyWaysBesideANegationThatCouldServe_StaysInItsBudget(int count)
    {
        // Ten stages of three groups of ten, each of which negates what one of its conditions asks for: 1,000 ways a stage.
        Stage Stage(int stage) => EvaluationLimitTests.Stage(Match.All,
        [
            new ConditionGroup(Match.All, [new HasNotPerformed("a", [Has("g0c0")])]),
            .. Enumerable.Range(0, 3).Select(group => new ConditionGroup(
                Match.Any, [.. Enumerable.Range(0, 10).Select(condition => new PerformedActivity("a", [Has($"g{group}c{condition}")], 1 + (stage % 2)))])),
        ]);
        var random = new Random(1);
        var activities = Enumerable.Range(0, count).Select(i =>
            new Activity("ada", $"a{i}", "a", Story.At(i)) { Value = i % 30 == 7 ? "g0c0" : $"g{random.Next(3)}c{random.Next(1, 10)}" }).ToList();

        var evaluation = Witnesses.Walk(new Journey("Story", true, [.. Enumerable.Range(0, 10).Select(Stage)]), activities, ["ada"]);

        Assert.InRange(evaluation.DepthOf(0), 1, 10);
        Assert.InRange(evaluation.Looked, 1, (2L * ChainSearch.Budget) + (100L * count));
    }

    [Theory]
    [InlineData(Match.Any, Match.Any)]
    [InlineData(Match.All, Match.Any)]
    [InlineData(Match.Any, Match.All)]
    [InlineData(Match.All, Match.All)]
    public void Evaluate_LargestJourneyOfAFewTypesOnOneDate_IsExact(Match match, Match inner)
    {
        // 1,000 conditions, of which few say something else, and contacts whose 80 activities have no order.
        var journey = Largest((stage, group, condition) =>
            new PerformedActivity($"{(char)('a' + ((group + condition) % 4))}", [new FieldFilter("value", FieldOperator.NotEquals, new PropertyValue($"g{group}"))], inner == Match.Any ? 1 + (condition / 8) : 1), match);
        journey = journey with
        {
            Stages = [.. journey.Stages.Select(stage => stage with
            {
                Conditions = stage.Conditions with { Groups = [.. stage.Conditions.Groups.Select(group => group with { Match = inner })] },
            })],
        };
        string[] contacts = [.. Enumerable.Range(0, 100).Select(i => $"c{i}")];
        var activities = contacts.SelectMany(contact => Enumerable.Range(0, 80).Select(i =>
            new Activity(contact, $"{contact}-{i}", $"{(char)('a' + (i % 4))}", Story.At(0)))).ToList();

        var evaluation = Witnesses.Walk(journey, activities, contacts);

        Assert.Equal(0, evaluation.InexactContacts);
        Assert.Equal(100, evaluation.CountConverted()[9]);
        Assert.All(new CompiledJourney(journey).Stages, stage => Assert.InRange(stage.Conditions.Count, 1, 100));
    }

    [Fact]
    public void Evaluate_ThousandsOfKindsInOneInstant_IsBoundedAndTold()
    {
        // 3,000 activities of one instant that meet ever other conditions: no two are interchangeable.
        var journey = Largest((stage, group, condition) => new PerformedActivity("t", [Has($"{(char)('a' + condition)}{(stage * 7) + group}")], 1 + (condition % 3)), Match.Any);
        var random = new Random(4);
        var activities = Enumerable.Range(0, 3_000).Select(i => new Activity("ada", $"a{i}", "t", Story.At(0))
        {
            Value = string.Concat(Enumerable.Range(0, 12).Select(_ => $"{(char)('a' + random.Next(10))}{random.Next(73)} ")),
        }).ToList();

        var evaluation = Witnesses.Walk(journey, activities, ["ada"]);

        Assert.Equal(10, evaluation.DepthOf(0));
    }

    [Fact]
    public void Evaluate_MoreWaysThanAreGoneThrough_IsToldOfThoseWhomItConcerns()
    {
        // (a) and nine groups of ten, of which one asks that no other a with some value occurred: 10 to the power of 9 ways.
        var groups = Enumerable.Range(1, 9).Select(group => new ConditionGroup(Match.Any, [.. Enumerable.Range(0, 10).Select(condition => condition == 9
            ? (StageCondition)new HasNotPerformed("a", [Has("x")])
            : new PerformedActivity("a", [Has($"{group}-{condition}")]))]));
        var journey = new Journey("Story", true, [Stage(Match.All, [new ConditionGroup(Match.All, [new PerformedActivity("a", [])]), .. groups])]);
        var plain = Enumerable.Range(1, 9).Select(group => new Activity("ada", $"a{group}", "a", Story.At(group)) { Value = $"{group}-8" }).ToList();

        var free = Witnesses.Walk(journey, plain, ["ada"]);
        var concerned = Witnesses.Walk(journey, [.. plain, new Activity("ada", "x", "a", Story.At(0)) { Value = "x" }], ["ada"]);

        // Without an x the first a will do, and no way is gone through.
        Assert.Equal((1, 0), (free.DepthOf(0), free.InexactContacts));
        Assert.Equal([Story.At(1)], free.ReachTimesOf(0));
        // The x could be the a, and then does no harm; but that is not looked for, and told.
        Assert.Equal((1, 1), (concerned.DepthOf(0), concerned.InexactContacts));
        Assert.Equal([Story.At(9)], concerned.ReachTimesOf(0));
        Assert.InRange(concerned.Looked, 1, 1000);
    }

    [Fact]
    public void Evaluate_LargestJourneyWithNegationsAndWindows_IsWorkedOutOnce()
    {
        // 10 stages of 10 groups of 10 conditions, every second of them negated: the ways of one stage alone are more than could be counted out.
        var plain = Largest((stage, group, condition) => condition % 2 == 0
            ? new PerformedActivity($"t{group}", [Has($"{stage}-{condition}")])
            : new HasNotPerformed($"u{group}", [Has($"{stage}-{condition}")]), Match.All);
        var journey = plain with
        {
            ConversionWindow = JourneyStory.Seconds("20"),
            Stages = [.. plain.Stages.Select((stage, s) => stage with
            {
                Window = s == 0 ? null : JourneyStory.Seconds("1"),
                Excluding = s == 0 ? [] : [.. Enumerable.Range(0, CustomerJourneys.Journeys.Stage.MaxExclusions).Select(i => new PerformedActivity($"v{i}", []))],
            })],
        };
        var activities = Enumerable.Range(0, 10).SelectMany(stage => Enumerable.Range(0, 100).Select(i =>
            new Activity("ada", $"a{stage}-{i}", $"t{i / 10}", Story.At(stage)) { Value = $"{stage}-{i % 10}" })).ToList();

        var all = Witnesses.Walk(journey, activities, ["ada"]);
        activities.Add(new Activity("ada", "u", "u3", Story.At(6.5)) { Value = "7-5" });
        var negated = Witnesses.Walk(journey, activities, ["ada"]);

        Assert.Equal(10, all.DepthOf(0));
        Assert.Equal(7, negated.DepthOf(0));
        Assert.InRange(negated.Looked, 1, 10 * 10 * 1000);
        Assert.Equal(0, negated.InexactContacts);
    }

    [Fact]
    public void Evaluate_ContactOf200000ActivitiesInOneInstant_LooksAtEachOnceOrTwiceAStage()
    {
        const int Count = 200_000;
        var evaluation = Evaluate(JourneyStory.Of("a > b > a*1000 > b!~x > a > b > a > b > a > never"), 1, Count, _ => Story.At(0));

        Assert.Equal(9, evaluation.DepthOf(0));
        Assert.InRange(evaluation.Looked, Count, 10L * 3 * Count);
        Assert.Equal(0, evaluation.InexactContacts);
    }

    [Fact]
    public void Evaluate_5000ContactsOnOneDate_WorkGrowsWithTheContacts()
    {
        var journey = JourneyStory.Of("a > b > a*2 > b=x > a");
        var few = Evaluate(journey, 1_250, 20, _ => Story.At(0));
        var many = Evaluate(journey, 5_000, 20, _ => Story.At(0));

        Assert.Equal(5_000, many.CountConverted()[^1]);
        Assert.Equal(few.Looked * 4, many.Looked);
        Assert.Equal(0, many.InexactContacts);
    }

    [Fact]
    public void Evaluate_LargestCountsInOneInstant_IsExactAndSparesWhatIsNeededLater()
    {
        // The greatest count there may be, met by two kinds of which one is needed later.
        var journey = JourneyStory.Of($"a*{PerformedActivity.MaxAtLeast} > a=x*5000");
        var activities = Many(15_000, i => i % 3 == 0 ? "x" : "");

        Assert.Equal(2, Witnesses.Walk(journey, activities, ["ada"]).DepthOf(0));
        Assert.Equal(1, Witnesses.Walk(journey, [.. activities.Skip(1)], ["ada"]).DepthOf(0));
        Assert.Equal(0, Witnesses.Walk(journey, activities, ["ada"]).InexactContacts);
    }

    [Fact]
    public void Evaluate_SearchBudgetExceeded_IsToldAndDoesNotDependOnArrivalOrCompany()
    {
        // Six kinds, each needed later by another stage: how to make up 60 of 120 has millions of answers.
        var journey = JourneyStory.Of("a*60 > a~u*10 > a~v*10 > a~w*10 > a~x*10 > a~y*10 > a~z*10");
        var ada = Many(120, i => Letters[i % 6]);
        var expected = Witnesses.Walk(journey, ada, ["ada"]);
        var random = new Random(3);

        Assert.Equal(1, expected.InexactContacts);
        Assert.InRange(expected.DepthOf(0), 1, 7);
        for (var i = 0; i < 5; i++)
        {
            var shuffled = ada.ToArray();
            random.Shuffle(shuffled);
            var bob = Many(random.Next(1, 40), j => string.Concat(Letters.Where((_, k) => ((j + i) >> k) % 2 == 0)), "bob");
            var segments = Enumerable.Range(0, 500).Select(_ => random.Next(3)).ToArray();
            var again = Witnesses.Walk(journey, [.. bob, .. shuffled], ["bob", "ada"], at => segments[at]);
            Assert.Equal(expected.ReachTimesOf(0), again.ReachTimesOf(1));
        }
    }

    [Fact]
    public void Evaluate_DeepestChoices_GiveUpInsteadOfOverflowing()
    {
        // 10 conditions in one stage, each made up of as many kinds as its type has: one choice is put together of thousands.
        var later = Enumerable.Range('a', 9).Select(letter => Stage(
            Match.Any, [new ConditionGroup(Match.Any, [.. Enumerable.Range(0, 10).Select(type => new PerformedActivity($"t{type}", [Has($"{(char)letter}")]))])]));
        var first = Stage(Match.All, [new ConditionGroup(Match.All, [.. Enumerable.Range(0, 10).Select(type => new PerformedActivity($"t{type}", [], 300))])]);
        var activities = Enumerable.Range(0, 10 * 512).Select(i => new Activity("ada", $"a{i}", $"t{i / 512}", Story.At(0))
        {
            Value = string.Concat(Enumerable.Range(0, 9).Where(bit => (i >> bit) % 2 == 1).Select(bit => (char)('a' + bit))),
        }).ToList();

        var evaluation = Witnesses.Walk(new Journey("Story", true, [first, .. later]), activities, ["ada"]);

        Assert.Equal(1, evaluation.InexactContacts);
        Assert.Equal(10, evaluation.DepthOf(0));
    }

    [Fact]
    public void Evaluate_Cancelled_Stops()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => JourneyEvaluator.Evaluate(
            new CompiledJourney(JourneyStory.Of("a")), [], ContactColumns.None, 1, Witnesses.DataAsOf, cancelled.Token));
    }

    private static FieldFilter Has(string value) => new("value", FieldOperator.Contains, new PropertyValue(value));

    private static Stage Stage(Match match, IReadOnlyList<ConditionGroup> groups) => new("s", "s", null, new ConditionSet(match, groups));

    private static Journey Largest(Func<int, int, int, StageCondition> condition, Match match = Match.All) => new("Story", true, [.. Enumerable.Range(0, 10).Select(
        stage => Stage(match, [.. Enumerable.Range(0, 10).Select(
            group => new ConditionGroup(match, [.. Enumerable.Range(0, 10).Select(c => condition(stage, group, c))]))]))]);

    private static List<Activity> Many(int count, Func<int, string> value, string contact = "ada") =>
        [.. Enumerable.Range(0, count).Select(i => new Activity(contact, $"a{i}", "a", Story.At(0)) { Value = value(i) })];

    // Half a, half b, every third with the value x.
    private static PartitionEvaluation Evaluate(Journey journey, int contacts, int activitiesEach, Func<int, long> timeOf)
    {
        var half = activitiesEach / 2;
        return JourneyEvaluator.Evaluate(new CompiledJourney(journey), [Part("a"), Part("b")], ContactColumns.None, contacts, Witnesses.DataAsOf, isSwept: false, CancellationToken.None);

        ActivityColumns Part(string type) => ActivityColumns.OfRows(
            type,
            [.. Enumerable.Range(0, contacts * half).Select(i => i / half)],
            [.. Enumerable.Range(0, contacts * half).Select(i => timeOf(i % half * 2))],
            new Dictionary<string, FieldColumn>(StringComparer.OrdinalIgnoreCase)
            {
                ["value"] = new([.. Enumerable.Range(0, contacts * half).Select(i => i % 3 == 0 ? 1 : 0)], [default, new PropertyValue("x")]),
            });
    }
}
