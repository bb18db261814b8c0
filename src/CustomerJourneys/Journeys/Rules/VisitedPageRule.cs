using System.Text.Json;
using CustomerJourneys.Activities;
using CustomerJourneys.Journeys.Health;
using CustomerJourneys.Json;

namespace CustomerJourneys.Journeys.Rules;

/// <summary>A visit of a page.</summary>
/// <param name="Page">The address of the page as it was given, whole or as a path; see <see cref="PageAddress"/>.</param>
public sealed record VisitedPage(string Page) : StageCondition;

/// <summary><c>visitedPage {page}</c>: a <c>pagevisit</c> or <c>landingpage</c> whose url names the page.</summary>
public sealed class VisitedPageRule() : ConditionRule<VisitedPage>(
    order: 10,
    "visitedPage",
    RuleCategory.Website,
    "visited page {page}",
    "A page visit or a landing page. Of both addresses only the page counts: not the host, not what follows a question mark or #, not a slash at the end.",
    [Page])
{
    private static readonly RuleParameter Page = RuleParameter.Text("page", ParameterKind.Page, ActivityRules.MaxUrl);

    /// <inheritdoc/>
    public override HealthFinding NeverMatched => HealthFinding.PageUnknown;

    /// <inheritdoc/>
    protected override VisitedPage? ReadParameters(JsonMembers members)
    {
        if (Page.ReadText(members) is not { } page)
            return null;
        // An address such as '#top' names no page: it would be compared with the visits that have no address at all.
        if (PageAddress.Reduce(page).Length > 0)
            return new VisitedPage(page);
        members.Fail(Page.Name, "value_empty", "This address names no page.");
        return null;
    }

    /// <inheritdoc/>
    protected override void WriteParameters(Utf8JsonWriter writer, VisitedPage condition) => writer.WriteString(Page.Name, condition.Page);

    /// <inheritdoc/>
    protected override ConditionMeaning MeaningOf(VisitedPage condition) => new PerformedMeaning(new ActivityPattern(
        ["pagevisit", "landingpage"],
        [new FieldTest(new FieldFilter("url", FieldOperator.Equals, new PropertyValue(PageAddress.Reduce(condition.Page))), IsPage: true)]));

    /// <inheritdoc/>
    protected override string Tell(VisitedPage condition) => $"visited page {ConditionWords.Quote(condition.Page)}";
}
