using CustomerJourneys.Contacts;
using CustomerJourneys.Journeys;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Insights.Explanations;

/// <summary>Explains contacts over the present data: with everything that was acknowledged before the call. Nothing is stored.</summary>
public sealed class JourneyExplanations(IJourneyStore journeys, ContactReader contacts, TimeProvider time)
{
    /// <summary>Explains a contact.</summary>
    /// <param name="journeyId">The journey.</param>
    /// <param name="contactId">The contact, or one that was merged into it.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="ProblemException"><c>journey_not_found</c>, <c>contact_not_found</c>.</exception>
    public async Task<ExplainedContact> ExplainAsync(string journeyId, string contactId, CancellationToken cancellation)
    {
        var journey = await journeys.FindAsync(journeyId, cancellation) ?? throw JourneyProblems.NotFound();
        var dataAsOf = time.GetUtcNow();
        var (survivor, rows) = await contacts.ReadAsync(contactId, cancellation);
        var profile = ContactProfile.Of(survivor, rows);
        var explanation = ContactExplainer.Explain(
            journey.Definition, rows.Where(row => !ContactRow.IsType(row.Type)), ContactColumns.Of(profile), dataAsOf, cancellation);
        return new ExplainedContact(journey.Id, journey.Version, profile, explanation);
    }
}

/// <summary>A contact and its explanation.</summary>
/// <param name="JourneyId">The journey.</param>
/// <param name="JourneyVersion">The version that is explained: the saved one.</param>
/// <param name="Contact">What is known of the contact.</param>
/// <param name="Explanation">The explanation.</param>
public sealed record ExplainedContact(string JourneyId, int JourneyVersion, ContactProfile Contact, ContactExplanation Explanation);
