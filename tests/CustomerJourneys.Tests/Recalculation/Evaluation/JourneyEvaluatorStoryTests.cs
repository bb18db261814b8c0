using CustomerJourneys.Contacts;
using CustomerJourneys.Journeys;
using CustomerJourneys.Journeys.Rules;
using CustomerJourneys.Recalculation;
using CustomerJourneys.Recalculation.Evaluation;
using CustomerJourneys.Testing.Contacts;
using CustomerJourneys.Testing.Stories;

namespace CustomerJourneys.Tests.Recalculation.Evaluation;

/// <summary>The truth table of reaching a stage, as stories; each goes through the evaluator and through the definition.</summary>
public sealed class JourneyEvaluatorStoryTests
{
    public static TheoryData<string, string, string, double[]> Stories => new()
    {
        { "in order", "signup > opened > bought", "signup@1 opened@2 bought@3", [1, 2, 3] },
        { "out of order stops", "signup > opened > bought", "opened@1 signup@2 bought@3", [2] },
        { "nothing that matters", "signup > opened", "visited@1 visited@2", [] },
        { "told backwards", "signup > opened > bought", "bought@3 opened@2 signup@1", [1, 2, 3] },
        { "repeats do not move the first start", "signup > bought", "signup@1 signup@5 bought@9", [1, 9] },
        { "types ignore case", "SignUp > BOUGHT", "signup@1 bought@2", [1, 2] },
        { "one activity never serves two stages", "opened > opened", "opened@1", [1] },
        { "nor three stages", "opened > opened > opened", "opened@1 opened@2", [1, 2] },
        { "to the millisecond", "signup > opened", "signup@1.002 opened@1.001 opened@1.003", [1.002, 1.003] },

        { "an instant has no order", "signup > opened > bought", "bought@5 opened@5 signup@5", [5, 5, 5] },
        { "an instant gives each activity once", "opened > opened > opened", "opened@5 opened@5", [5, 5] },
        { "the plain one first, the special one stays", "opened > opened=x", "opened=x@5 opened=y@5", [5, 5] },
        { "the special one twice over", "opened > opened~x > opened=xy", "opened=xy@5 opened=x@5 opened@5", [5, 5, 5] },
        { "the special one is needed last", "opened > opened > opened=x", "opened=x@5 opened=y@5 opened=z@5", [5, 5, 5] },
        { "the special one is needed at once", "opened > opened=x", "opened=x@5", [5] },
        { "what is left of an instant comes before what follows", "opened > opened=x", "opened=x@5 opened=y@5 opened=x@6", [5, 5] },
        { "an instant used up makes the next stage wait", "opened > opened=x", "opened=x@5 opened=x@6", [5, 6] },
        { "any prefers the part that later stages can spare", "(a | b) > a", "a@5 b@5", [5, 5] },
        { "and the other way round", "(a | b) > b", "a@5 b@5", [5, 5] },
        { "any, when each is needed later by another", "(a | b) > (a | c) > b", "a@5 b@5 c@5", [5, 5, 5] },
        { "a choice pays only two stages on", "(a | b) > c > b", "a@5 b@5 c@5", [5, 5, 5] },
        { "one activity for two conditions leaves the others", "opened=x & opened~x > opened", "opened=x@5 opened=xy@5", [5, 5] },
        { "two activities where one does not meet both", "opened=x & opened=y > opened", "opened=x@5 opened=y@5 opened@5", [5, 5] },
        { "counting begins before the instant", "a*3 > a", "a@1 a@2 a@3 a@3", [3, 3] },
        { "counting begins before the instant, with nothing to spare", "a*3 > a", "a@1 a@2 a@3", [3] },
        { "the earlier one spares the special one", "a*2 > a=x", "a@1 a=x@3 a=y@3", [3, 3] },
        { "three stages of one instant, then the next day", "a > a > b > a", "a@5 a@5 b@5 a@6", [5, 5, 5, 6] },
        { "an earlier stage's remains serve after another stage", "a > b > a", "a@5 b@5 a@5", [5, 5, 5] },
        { "unused activities before a reach time are lost", "a > b > c", "c@1 a@2 b@3 c@3", [2, 3, 3] },

        { "any takes the earliest", "(p1 | p2) > c", "p2@3 c@4 p1@9", [3, 4] },
        { "all waits for the last", "(p1 & p2) > c", "p1@1 c@2 p2@3", [3] },
        { "all in any order", "(p1 & p2) > c", "p2@1 p1@2 c@3", [2, 3] },
        { "at least three is reached at the third", "a*3 > b", "a@1 a@2 b@3 a@4 b@5", [4, 5] },
        { "at least two of any, each for itself", "(a*2 | b*2)", "a@1 b@2 b@3 a@4", [3] },
        { "(p1 or p2) and q", "(p1 | p2) & q > c", "p2@1 q@2 c@3", [2, 3] },
        { "(p1 or p2) and q, without q", "(p1 | p2) & q > c", "p2@1 p1@2 c@3", [] },
        { "(p and q) or r", "(p & q) | r", "q@1 r@2 p@3", [2] },
        { "(p and q) or r, by halves", "(p & q) | r", "q@1 q@2", [] },
        { "activities of an earlier stage do not count later", "a*2 > a*2", "a@1 a@2 a@3", [2] },
        { "and do when there are enough", "a*2 > a*2", "a@1 a@2 a@3 a@4", [2, 4] },

        { "a filter that excludes is per activity", "a!~coffee", "a=coffee@1 a=tea@2", [2] },
        { "a missing field is the empty text", "a!=coffee", "a@1", [1] },
        { "numbers are equal as numbers", "a=10", "a=9@1 a=10.0@2", [2] },

        { "a conversion window is inclusive", "a > b; within 60", "a@0 b@60", [0, 60] },
        { "and no longer", "a > b; within 60", "a@0 b@60.001", [0] },
        { "a later start may win", "a > b; within 60", "a@0 a@100 b@130", [100, 130] },
        { "the deepest chain, then its earliest times", "a > b; within 60", "a@0 a@100 b@130 b@150", [100, 130] },
        { "without a deeper one the first start stays", "a > b; within 60", "a@0 a@100 b@170", [0] },
        { "a stage window counts from the stage before", "a > b > c within 3", "a@0 b@1 b@5 c@7", [0, 5, 7] },
        { "two windows at once", "a > b within 20 > c; within 60", "a@0 a@40 b@50 c@95 b@80", [40, 50, 95] },
        { "each condition picks for itself, the later one too", "(a & a=x) > b within 1", "a=x@0 a@5 b@6", [5, 6] },
        { "a count is reached late when that saves the next stage", "a*2 > b within 1", "a@0 a@1 a@8 b@9", [8, 9] },
        { "within the last days of the data", "a%5 > b", "a@4.999 a@5 b@6", [5, 6] },
        { "nor after the data-as-of", "a%5", "a@10.001", [] },

        { "an exclusion is strictly between", "a > b without x", "a@0 x@0 x@5 b@5", [0, 5] },
        { "and one between stops", "a > b without x", "a@0 x@1 b@5", [0] },
        { "a later attempt is clean", "a > b without x", "a@0 x@1 a@2 b@3", [2, 3] },
        { "any of several excludes", "a > b without x, y=1", "a@0 y=1@1 a@2 y=2@3 b@4", [2, 4] },
        { "what serves a stage may exclude another", "a > b > c without b", "a@0 b@1 b@2 c@3", [0, 2, 3] },

        { "not performed since the stage before", "a > b & -x", "x@0 a@1 b@2", [1, 2] },
        { "up to the moment it is met", "a > b & -x", "a@0 x@5 b@5", [0] },
        { "the moment of the stage before does not count", "a > b & -x", "a@0 x@0 b@5", [0, 5] },
        { "never before, at the first stage", "a & -x", "a@1 x@2", [1] },
        { "once before is once too often", "a & -x", "x@1 a@2", [] },
        { "one and no other", "a > b & -b > c", "a@0 b@1 b@2 a@3 b@4 c@5", [0, 1, 5] },
        { "two and no other", "a > b*2 & -b", "a@0 b@1 b@2 b@3", [0, 2] },
        { "the other may be picked by another condition", "a > (b & b=x & -b)", "a@0 b@1 b=x@2", [0, 2] },
        { "one of each is picked where the one could be either", "(b & b=x & -b)", "b=x@1 b=y@1", [1] },
        { "a way without the negation", "a > (b & -x) | c", "a@0 x@1 b@2 c@3", [0, 3] },
        { "an early middle stage blocks what a later one reaches in time", "a > b > (c & -x) | d; within 6", "a@1 b@2 x@3 b@4 c@5 d@9", [1, 4, 5] },
        { "nothing at the same instant is forbidden", "a > a & -a", "a@1 a@1 a@1", [1, 1] },
    };

    [Theory]
    [MemberData(nameof(Stories))]
    public void Evaluate_Story_ReachesAsTold(string name, string journey, string story, double[] reached)
    {
        Assert.NotEmpty(name);
        var told = JourneyStory.Of(journey);
        var ada = Story.Of(("ada", story));
        var expected = Array.ConvertAll(reached, Story.At);

        Assert.Equal(expected, Witnesses.ByDefinition(told, ada)["ada"]);
        Assert.Equal(expected, Witnesses.Of(told, ada)["ada"]);
    }

    [Fact]
    public void Evaluate_SeveralPeople_CountsContactsNotActivities()
    {
        var journey = JourneyStory.Of("signup > opened > bought");
        var story = Story.Of(
            ("ada", "signup@1 opened@2 bought@3"),
            ("bob", "signup@1 signup@2 signup@3 opened@4"),
            ("cyd", "opened@1 bought@2"),
            ("ada", "signup@7 opened@8 bought@9"));

        var evaluation = Witnesses.Evaluate(journey, story.Activities, [.. story.Contacts, "dan"]);

        Assert.Equal([2, 2, 1], evaluation.CountConverted());
        Assert.Equal([3, 2, 0, 0], Enumerable.Range(0, evaluation.Contacts).Select(evaluation.DepthOf));
        Assert.Equal([[], [1000, 3000], [1000]], PartitionCounts.Of(evaluation).Gaps);
        Assert.Equal(12, evaluation.ActivitiesRead);
        Assert.Equal(0, evaluation.InexactContacts);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Evaluate_NumberThatStandsForNobody_FulfilsNoCondition(bool isSwept)
    {
        var told = JourneyStory.Of("a > b");
        var first = new ConditionSet(Match.All, [new ConditionGroup(Match.All, [new NotInContactGroup("g")])]);
        var journey = new CompiledJourney(told with { Stages = [told.Stages[0] with { Conditions = first }, told.Stages[1]] });
        var columns = ContactColumns.None with { Removed = [1, 3] };

        var evaluation = JourneyEvaluator.Evaluate(journey, [], columns, 4, Witnesses.DataAsOf, isSwept, CancellationToken.None);

        Assert.Equal([1, 0, 1, 0], Enumerable.Range(0, 4).Select(evaluation.DepthOf));
    }

    [Fact]
    public void Evaluate_FirstStageOfTheContactAlone_IsReachedAtNoTime()
    {
        // (in the group) or a, then b without x.
        var told = JourneyStory.Of("a > b without x");
        var first = new ConditionSet(Match.Any,
            [new ConditionGroup(Match.All, [new InContactGroup("g")]), new ConditionGroup(Match.All, [new PerformedActivity("a", [])])]);
        var journey = told with { Stages = [told.Stages[0] with { Conditions = first }, told.Stages[1]] };
        var story = Story.Of(("ada", "b@1 a@2 b@3"), ("bob", "b@1 a@2 b@3"), ("cyd", "x@1 a@2 b@3"));
        var facts = new Dictionary<string, ContactFacts> { ["ada"] = ContactFacts.Of(["g"]), ["cyd"] = ContactFacts.Of(["g"]), ["dan"] = ContactFacts.Of(["g"]) };

        var evaluation = Witnesses.Evaluate(journey, story.Activities, [.. story.Contacts, "dan", "eve"], facts: facts);

        // Cyd's exclusion lies between the beginning of time and b, so that only the activity remains as a start.
        Assert.Equal([PartitionEvaluation.NoTime, Story.At(1)], evaluation.ReachTimesOf(0));
        Assert.Equal([Story.At(2), Story.At(3)], evaluation.ReachTimesOf(1));
        Assert.Equal([Story.At(2), Story.At(3)], evaluation.ReachTimesOf(2));
        Assert.Equal([PartitionEvaluation.NoTime], evaluation.ReachTimesOf(3));
        Assert.Equal(0, evaluation.DepthOf(4));
        Assert.Equal([4, 3], evaluation.CountConverted());
        Assert.Equal([[], [1000, 1000]], PartitionCounts.Of(evaluation).Gaps);
        Assert.All(story.Contacts, contact => Assert.Equal(
            Witnesses.ByDefinition(journey, story, facts)[contact], Witnesses.Of(journey, story, facts: facts)[contact]));
    }

    [Theory]
    [InlineData("a > b without x, y=1 within 5 > (c & -d=x) | e*2%9; within 60")]
    [InlineData("a > b*2 > (c | d=x) & e!~y")]
    [InlineData("(a & b!=x) | c*3")]
    public void JourneyStory_Described_IsAsTold(string told) => Assert.Equal(told, JourneyStory.Describe(JourneyStory.Of(told)));
}
