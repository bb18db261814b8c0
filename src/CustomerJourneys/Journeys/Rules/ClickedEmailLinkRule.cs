using System.Text.Json;
using CustomerJourneys.Activities;
using CustomerJourneys.Json;

namespace CustomerJourneys.Journeys.Rules;

/// <summary>A click on a link in an e-mail.</summary>
/// <param name="Email">The name of the e-mail; <see langword="null"/> or empty for any.</param>
/// <param name="Url">How the address of the link compares; <see langword="null"/> for any link.</param>
public sealed record ClickedEmailLink(string? Email, Comparison? Url) : StageCondition;

/// <summary><c>clickedEmailLink {email?, operator?, url?}</c>: an <c>emailclick</c> whose title equals the e-mail, with such a url.</summary>
public sealed class ClickedEmailLinkRule() : ConditionRule<ClickedEmailLink>(
    order: 30,
    "clickedEmailLink",
    RuleCategory.Email,
    "clicked on a link with a URL that {operator} {url} in email {email}",
    "A click in an e-mail. Without an e-mail, in any; without a URL, on any link. The URL is compared whole, as it was logged.",
    [Email, RuleParameter.Operator(FieldOperators.OfTexts), Url])
{
    private static readonly RuleParameter Email = new("email", ParameterKind.Email, IsRequired: false) { MaxLength = ActivityRules.MaxText };

    private static readonly RuleParameter Url = new("url", ParameterKind.Url, IsRequired: false) { MaxLength = ComparisonJson.MaxValue };

    /// <inheritdoc/>
    protected override ClickedEmailLink? ReadParameters(JsonMembers members) =>
        new(members.Text(Email.Name, ActivityRules.MaxText), ComparisonJson.ReadText(members, Url.Name));

    /// <inheritdoc/>
    protected override void WriteParameters(Utf8JsonWriter writer, ClickedEmailLink condition)
    {
        if (condition.Email is { } email)
            writer.WriteString(Email.Name, email);
        if (condition.Url is { } url)
            ComparisonJson.Write(writer, Url.Name, url);
    }

    /// <inheritdoc/>
    protected override ConditionMeaning MeaningOf(ClickedEmailLink condition)
    {
        var tests = new List<FieldTest>();
        if (!string.IsNullOrEmpty(condition.Email))
            tests.Add(new FieldTest(new FieldFilter("title", FieldOperator.Equals, new PropertyValue(condition.Email))));
        if (condition.Url is { } url)
            tests.Add(new FieldTest(url.On("url")));
        return new PerformedMeaning(new ActivityPattern(["emailclick"], tests));
    }

    /// <inheritdoc/>
    protected override string Tell(ClickedEmailLink condition) => string.Concat(
        "clicked on a link",
        condition.Url is { } url ? $" with a URL that {ConditionWords.Of(url)}" : "",
        string.IsNullOrEmpty(condition.Email) ? " in any email" : $" in email {ConditionWords.Quote(condition.Email)}");
}
