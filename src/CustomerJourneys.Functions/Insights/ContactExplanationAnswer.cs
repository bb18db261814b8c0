using CustomerJourneys.Insights.Explanations;

namespace CustomerJourneys.Functions.Insights;

/// <summary>Why a contact is, or is not, in each stage of a journey.</summary>
/// <param name="JourneyId">The journey.</param>
/// <param name="JourneyVersion">The version that is explained: the saved one.</param>
/// <param name="ContactId">The contact. Where it was asked for by the id of one that was merged into it, this is the one that stayed.</param>
/// <param name="MergedInto">The contact that the id which was asked for was merged into; null if it was not.</param>
/// <param name="Name">First and last name together.</param>
/// <param name="Email">The e-mail address.</param>
/// <param name="DataAsOf">Everything acknowledged before this time was looked at.</param>
/// <param name="Depth">The deepest stage reached: 0 for none, else its number counted from 1.</param>
/// <param name="IsInexact">Whether a search budget was exceeded, so that the contact may have come deeper, or sooner.</param>
/// <param name="KnowsActivities">
/// Whether it is known by which activities each stage was reached. Not, where very many lie at one instant: then no condition says that it was used.
/// </param>
/// <param name="Stages">The stages in order.</param>
internal sealed record ContactExplanationAnswer(
    string JourneyId,
    int JourneyVersion,
    string ContactId,
    string? MergedInto,
    string? Name,
    string? Email,
    DateTimeOffset DataAsOf,
    int Depth,
    bool IsInexact,
    bool KnowsActivities,
    IReadOnlyList<StageExplanation> Stages)
{
    public static ContactExplanationAnswer Of(string asked, ExplainedContact explained) => new(
        explained.JourneyId,
        explained.JourneyVersion,
        explained.Contact.ContactId,
        asked == explained.Contact.ContactId ? null : explained.Contact.ContactId,
        explained.Contact.Name,
        explained.Contact.TextOf("email"),
        explained.Explanation.DataAsOf,
        explained.Explanation.Depth,
        explained.Explanation.IsInexact,
        explained.Explanation.KnowsActivities,
        explained.Explanation.Stages);
}
