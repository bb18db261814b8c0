using CustomerJourneys.Activities;
using CustomerJourneys.Insights.Explanations;
using CustomerJourneys.Journeys;
using CustomerJourneys.Journeys.Rules;
using CustomerJourneys.Testing.Contacts;
using CustomerJourneys.Testing.Stories;

namespace CustomerJourneys.Tests.Insights.Explanations;

/// <summary>The sentences that a marketer reads, story by story. Second 0 is the beginning of the year 2026.</summary>
public sealed class ContactExplainerTests
{
    private const long Hour = 3600;
    private const long Day = 24 * Hour;

    [Fact]
    public void Explain_ReachedStages_NamesTimesAndActivities()
    {
        var stages = Explain("signup > opened*2 > bought | paid", $"signup@{Day} opened=a@{2 * Day} opened=b@{(2 * Day) + 90} bought@{3 * Day} opened@{4 * Day}").Stages;

        Assert.Equal(["Reached on 2 January 2026.", "Reached on 3 January 2026, 00:01:30.", "Reached on 4 January 2026."], stages.Select(stage => stage.Text));
        var opened = stages[1].Groups[0].Conditions[0];
        Assert.Equal((true, true, 2, 2), (opened.IsMet, opened.IsUsed, opened.Required, opened.Found));
        Assert.Equal("performed “opened” at least 2 times", opened.Text);
        Assert.Equal("2 times, from 3 January 2026 to 3 January 2026, 00:01:30", opened.Finding);
        Assert.Equal(["a", "b"], opened.Activities.Select(activity => activity.Value));
        // Any of the two was enough.
        Assert.Equal([(true, true, "on 4 January 2026"), (false, false, "never")], stages[2].Groups.SelectMany(group => group.Conditions).Select(c => (c.IsMet == true, c.IsUsed, c.Finding)));
    }

    [Fact]
    public void Explain_DidSoBeforeTheStageBefore_TellsBothTimes()
    {
        var stage = Explain("signup > clicked", $"clicked@{2 * Day} signup@{6 * Day}").Stages[1];

        Assert.Equal(StageState.NotReached, stage.State);
        Assert.Equal("Not reached: performed “clicked”: did so on 3 January 2026, before “s1” was reached on 7 January 2026.", stage.Text);
        Assert.Equal("clicked", stage.Groups[0].Conditions[0].Missed?.Type);
    }

    [Fact]
    public void Explain_TooFew_TellsHowMany()
    {
        var stage = Explain("visit*3", $"visit@{Day} visit@{2 * Day}").Stages[0];

        Assert.Equal("Not reached: performed “visit” at least 3 times: 2 of 3 times, the last on 3 January 2026.", stage.Text);
    }

    [Fact]
    public void Explain_OutsideTheWindow_TellsByHowMuch()
    {
        var stage = Explain($"signup > bought; within {7 * Day}", $"signup@{Day} bought@{(8 * Day) + (4 * Hour)}").Stages[1];

        var obstacle = Assert.Single(stage.Obstacles);
        Assert.Equal((ObstacleKind.ConversionWindow, 4 * Hour * 1000), (obstacle.Kind, obstacle.ExceededByMs));
        Assert.Equal("Not reached: the conditions were met on 9 January 2026, 04:00, outside the conversion window of 1 week from “s1” on, by 4 hours.", stage.Text);
        Assert.True(stage.Groups[0].IsMet);
    }

    [Fact]
    public void Explain_StageWindowAndExclusion_TellsBoth()
    {
        var stage = Explain($"signup > bought without left within {Day}", $"signup@{Day} left@{2 * Day} bought@{5 * Day}").Stages[1];

        Assert.Equal([ObstacleKind.StageWindow, ObstacleKind.Exclusion], stage.Obstacles.Select(obstacle => obstacle.Kind));
        Assert.Equal("left", stage.Obstacles[1].Activity?.Type);
        Assert.EndsWith("“left” on 3 January 2026 excludes it, since it came after “s1” and before the conditions were met.", stage.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_NegatedActivityOccurred_TellsWhen()
    {
        var stage = Explain("signup > bought & -complained", $"signup@{Day} complained@{2 * Day} bought@{3 * Day}").Stages[1];

        Assert.Equal("Not reached: has not performed “complained” since the previous stage: did so on 3 January 2026.", stage.Text);
    }

    [Fact]
    public void Explain_OnlyActivityServesTheStageBefore_SaysSo()
    {
        var stages = Explain("visit > visit > visit", $"visit@{Day}").Stages;

        Assert.Equal("Not reached: performed “visit”: did so on 2 January 2026, which serves “s1” already.", stages[1].Text);
        Assert.Equal((StageState.NotConsidered, "Not looked at, since “s2” is not reached."), (stages[2].State, stages[2].Text));
        Assert.Null(stages[2].Groups[0].IsMet);
    }

    [Fact]
    public void Explain_TooLongAgo_SaysSo()
    {
        var stage = Explain($"visit%{2 * Day}", $"visit@{Day}").Stages[0];

        Assert.Equal("Not reached: performed “visit” within the last 2 days: did so on 2 January 2026, not within the last 2 days.", stage.Text);
    }

    [Fact]
    public void Explain_ConditionsOnTheContact_TellWhatIsKnown()
    {
        var journey = new Journey("Story", true, [new Stage("s1", "s1", null, new ConditionSet(Match.All, [new ConditionGroup(Match.All,
            [new ContactAttributeIs("plan", new Comparison(FieldOperator.Equals, new("pro"))), new InContactGroup("vip"), new NotInContactGroup("staff")])]))]);

        var open = ContactExplainer.Explain(journey, [], ContactFacts.ToColumns([ContactFacts.Of([], ("plan", new("basic")))]), At(10), CancellationToken.None).Stages[0];
        var reached = ContactExplainer.Explain(journey, [], ContactFacts.ToColumns([ContactFacts.Of(["vip"], ("plan", new("Pro")))]), At(10), CancellationToken.None).Stages[0];

        Assert.Equal("Not reached: has an attribute “plan” that is equal to “pro”: it is “basic”; is in contact group “vip”: is not a member.", open.Text);
        Assert.Equal(("Reached: what is known of the contact is enough.", (DateTimeOffset?)null), (reached.Text, reached.ReachedAt));
        Assert.All(reached.Groups[0].Conditions, condition => Assert.True(condition is { IsMet: true, IsUsed: true }));
    }

    [Theory]
    [InlineData("visit > visit*2 > click & visit", 200_000, 200_000, true)]
    [InlineData("visit > visit*2 > click & visit", 200_000, 1, true)]
    [InlineData("visit*10000 > click", 20_000, 1, false)]
    public void Explain_VeryManyActivities_IsToldInGoodTimeOrSaysThatItGaveUp(string journey, int activities, int instants, bool isKnown)
    {
        var told = Enumerable.Range(0, activities).Select(i => new Activity("ada", $"{i}", i % 2 == 0 ? "visit" : "click", Story.At(i % instants)));

        var explanation = ContactExplainer.Explain(JourneyStory.Of(journey), told, ContactFacts.ToColumns([ContactFacts.None]), At(10), CancellationToken.None);

        Assert.Equal((explanation.Stages.Count, isKnown), (explanation.Depth, explanation.KnowsActivities));
        Assert.Equal(isKnown, explanation.Stages.All(stage => stage.Groups.SelectMany(group => group.Conditions).Any(condition => condition.IsUsed)));
    }

    private static ContactExplanation Explain(string journey, string activities) => ContactExplainer.Explain(
        JourneyStory.Of(journey), Story.Of(("ada", activities)).Activities, ContactFacts.ToColumns([ContactFacts.None]), At(10), CancellationToken.None);

    private static DateTimeOffset At(int day) => DateTimeOffset.FromUnixTimeMilliseconds(Story.At(day * Day));
}
