using CustomerJourneys.Activities;
using CustomerJourneys.Journeys.Rules;

namespace CustomerJourneys.Tests.Journeys.Rules;

/// <summary>Rule by rule: what its conditions mean to whoever evaluates them, and so which activities they pass.</summary>
public sealed class ConditionMeaningTests
{
    [Theory]
    [InlineData("""{"rule":"visitedPage","page":"https://example.com/caf%C3%A9/?a=b"}""", "1 of pagevisit|landingpage with page of url Equals '/café'")]
    [InlineData("""{"rule":"submittedForm","form":"newsletter"}""", "1 of formsubmit with value Equals 'newsletter'")]
    [InlineData("""{"rule":"performedCustomActivity","activity":"call"}""", "1 of call")]
    [InlineData("""{"rule":"performedCustomActivity","activity":"call","value":"prices"}""", "1 of call with value Contains 'prices'")]
    [InlineData("""{"rule":"performedCustomActivity","activity":"call","operator":"greaterThan","value":5}""", "1 of call with value GreaterThan '5'")]
    [InlineData("""{"rule":"clickedEmailLink"}""", "1 of emailclick")]
    [InlineData("""{"rule":"clickedEmailLink","email":""}""", "1 of emailclick")]
    [InlineData("""{"rule":"clickedEmailLink","url":"/samples/?a=b"}""", "1 of emailclick with url Contains '/samples/?a=b'")]
    [InlineData("""{"rule":"clickedEmailLink","email":"Newsletter #1","operator":"endsWith","url":".pdf"}""", "1 of emailclick with title Equals 'Newsletter #1' and url EndsWith '.pdf'")]
    [InlineData("""{"rule":"becameMember"}""", "1 of memberregistration")]
    [InlineData("""{"rule":"performedActivity","activityType":"a"}""", "1 of a")]
    [InlineData("""{"rule":"performedActivity","activityType":"a","atLeast":3,"withinLast":"P30D","where":[{"field":"url","value":"x"},{"field":"properties.n","operator":"lessThan","value":1}]}""", "3 of a within P30D with url Contains 'x' and properties.n LessThan '1'")]
    [InlineData("""{"rule":"hasNotPerformed","activityType":"a","where":[{"field":"value","operator":"equals","value":""}]}""", "none of a with value Equals ''")]
    [InlineData("""{"rule":"contactAttribute","attribute":"email","operator":"endsWith","value":"@example.com"}""", "attribute email EndsWith '@example.com'")]
    [InlineData("""{"rule":"inContactGroup","group":"gold"}""", "in gold")]
    [InlineData("""{"rule":"notInContactGroup","group":"gold"}""", "not in gold")]
    public void MeaningOf_Condition_IsAsTheSemanticsSay(string told, string meaning) =>
        Assert.Equal(meaning, Describe(ConditionRules.MeaningOf(TheCondition.Of(told))));

    // Activities are told as "type: field=value, field=value".
    [Theory]
    [InlineData("""{"rule":"visitedPage","page":"/pricing"}""", "pagevisit: url=https://example.com/Pricing/?utm=x#plans", true)]
    [InlineData("""{"rule":"visitedPage","page":"/pricing"}""", "LandingPage: url=/pricing", true)]
    [InlineData("""{"rule":"visitedPage","page":"https://other.com/pricing/"}""", "pagevisit: url=/pricing", true)]
    [InlineData("""{"rule":"visitedPage","page":"/"}""", "pagevisit: url=https://example.com", true)]
    [InlineData("""{"rule":"visitedPage","page":"/a b"}""", "pagevisit: url=/a%20b", true)]
    [InlineData("""{"rule":"visitedPage","page":"/pricing"}""", "pagevisit: url=/pricing/plans", false)]
    [InlineData("""{"rule":"visitedPage","page":"/pricing"}""", "click: url=/pricing", false)]
    [InlineData("""{"rule":"visitedPage","page":"/"}""", "pagevisit: title=x", false)]
    [InlineData("""{"rule":"submittedForm","form":"Newsletter"}""", "formsubmit: value=newsletter", true)]
    [InlineData("""{"rule":"submittedForm","form":"news"}""", "formsubmit: value=newsletter", false)]
    [InlineData("""{"rule":"performedCustomActivity","activity":"call"}""", "Call: ", true)]
    [InlineData("""{"rule":"performedCustomActivity","activity":"call","value":"price"}""", "call: value=Prices", true)]
    [InlineData("""{"rule":"performedCustomActivity","activity":"call","operator":"doesNotContain","value":"price"}""", "call: ", true)]
    [InlineData("""{"rule":"performedCustomActivity","activity":"call","operator":"equals","value":""}""", "call: value=x", false)]
    [InlineData("""{"rule":"clickedEmailLink","email":"newsletter #1","url":"/samples"}""", "emailclick: title=Newsletter #1, url=https://example.com/samples?utm=1", true)]
    [InlineData("""{"rule":"clickedEmailLink","operator":"endsWith","url":"utm=1"}""", "emailclick: url=https://example.com/samples?utm=1", true)]
    [InlineData("""{"rule":"clickedEmailLink","email":"Newsletter #1"}""", "emailclick: title=Newsletter #10", false)]
    [InlineData("""{"rule":"becameMember"}""", "memberregistration: ", true)]
    [InlineData("""{"rule":"becameMember"}""", "signup: ", false)]
    public void MeaningOf_Condition_PassesTheActivitiesThatItShould(string told, string activity, bool fits)
    {
        var meaning = Assert.IsType<PerformedMeaning>(ConditionRules.MeaningOf(TheCondition.Of(told)));
        var fields = activity.Split(": ")[1].Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(field => field.Split('=', 2)).ToDictionary(field => field[0], field => field[1]);
        string Field(string name) => fields.GetValueOrDefault(name, "");

        Assert.Equal(fits, Fits(meaning.Pattern, new Activity("ada", "a1", activity.Split(": ")[0], 0) { Value = Field("value"), Title = Field("title"), Url = Field("url") }));
    }

    private static bool Fits(ActivityPattern pattern, Activity activity) =>
        pattern.Types.Contains(activity.Type, StringComparer.OrdinalIgnoreCase) && pattern.Tests.All(test =>
        {
            var value = ActivityField.Of(activity, test.Filter.Field);
            return new FieldPredicate(test.Filter).Matches(test.IsPage ? new PropertyValue(PageAddress.Reduce(value.Text)) : value);
        });

    private static string Describe(ConditionMeaning meaning) => meaning switch
    {
        PerformedMeaning performed => $"{performed.AtLeast} of {Describe(performed.Pattern)}",
        NotPerformedMeaning not => $"none of {Describe(not.Pattern)}",
        AttributeMeaning attribute => $"attribute {attribute.Attribute} {attribute.Filter.Operator} '{attribute.Filter.Value.Text}'",
        GroupMeaning group => $"{(group.IsMember ? "in" : "not in")} {group.Group}",
        _ => meaning.ToString(),
    };

    private static string Describe(ActivityPattern pattern) =>
        string.Join('|', pattern.Types)
        + (pattern.WithinLast is { } last ? $" within {last}" : "")
        + (pattern.Tests.Count == 0 ? "" : " with ")
        + string.Join(" and ", pattern.Tests.Select(test => $"{(test.IsPage ? "page of " : "")}{test.Filter.Field} {test.Filter.Operator} '{test.Filter.Value.Text}'"));
}
