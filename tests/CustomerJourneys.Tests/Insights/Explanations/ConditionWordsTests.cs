using CustomerJourneys.Journeys;
using CustomerJourneys.Journeys.Rules;
using CustomerJourneys.Testing.Stories;

namespace CustomerJourneys.Tests.Insights.Explanations;

/// <summary>Conditions in words: each goes on after "The contact".</summary>
public sealed class ConditionWordsTests
{
    public static TheoryData<StageCondition, string> Conditions => new()
    {
        { new VisitedPage("/pricing"), "visited page “/pricing”" },
        { new SubmittedForm("newsletter"), "submitted form “newsletter”" },
        { new ClickedEmailLink("News", new Comparison(FieldOperator.Contains, new("/samples"))), "clicked on a link with a URL that contains “/samples” in email “News”" },
        { new ClickedEmailLink("", null), "clicked on a link in any email" },
        { new BecameMember(), "has become a member" },
        { new PerformedCustomActivity("demo", null), "performed custom activity “demo”" },
        { new PerformedCustomActivity("demo", new Comparison(FieldOperator.GreaterThan, new(5))), "performed custom activity “demo” with value that is greater than 5" },
        { new PerformedActivity("visit", []), "performed “visit”" },
        {
            new PerformedActivity("visit", [new FieldFilter("url", FieldOperator.StartsWith, new("/a")), new FieldFilter("value", FieldOperator.NotEquals, new(""))], 3) { WithinLast = JourneyStory.Seconds("129600") },
            "performed “visit” at least 3 times where url starts with “/a” and value is not empty within the last 1 day 12 hours"
        },
        { new HasNotPerformed("left", [new FieldFilter("value", FieldOperator.Equals, new("x"))]), "has not performed “left” where value is equal to “x” since the previous stage" },
        { new ContactAttributeIs("plan", new Comparison(FieldOperator.Equals, new(""))), "has an attribute “plan” that is empty" },
        { new InContactGroup("vip"), "is in contact group “vip”" },
        { new NotInContactGroup("vip"), "is not in contact group “vip”" },
    };

    [Theory]
    [MemberData(nameof(Conditions))]
    public void Tell_EachRule_ReadsAsASentence(StageCondition condition, string words) => Assert.Equal(words, ConditionRules.RuleOf(condition).Tell(condition));
}
