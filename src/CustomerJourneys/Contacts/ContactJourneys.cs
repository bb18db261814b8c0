using CustomerJourneys.Journeys;
using CustomerJourneys.Problems;
using CustomerJourneys.Recalculation.Evaluation;

namespace CustomerJourneys.Contacts;

/// <summary>
/// Where a contact stands in each journey at present: evaluated as it is asked for, by the evaluator of the recalculations, over this one contact. So
/// it is right at once, and ahead of results until their next recalculation.
/// </summary>
public sealed class ContactJourneys(ContactReader contacts, IJourneyStore journeys, TimeProvider time)
{
    private const int PageSize = 100;

    /// <summary>The contact, and the journeys of which it reached at least the first stage, the newest journey first.</summary>
    /// <exception cref="ProblemException"><c>contact_not_found</c>.</exception>
    public async Task<(ContactProfile Contact, IReadOnlyList<ContactJourney> Journeys)> FindAsync(string contactId, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var (survivor, rows) = await contacts.ReadAsync(contactId, cancellation);
        var profile = ContactProfile.Of(survivor, rows);
        var parts = ContactParts.Of(rows);
        var known = ContactColumns.Of(profile);
        var found = new List<ContactJourney>();
        for (string? continuation = null; ;)
        {
            var page = await journeys.ListAsync(null, PageSize, continuation, cancellation);
            foreach (var journey in page.Items)
            {
                using var evaluation = JourneyEvaluator.Evaluate(new CompiledJourney(journey.Definition), parts, known, 1, now, cancellation);
                if (evaluation.DepthOf(0) is > 0 and var depth)
                    found.Add(Place(journey, depth, evaluation.ReachTimesOf(0)[depth - 1]));
            }

            continuation = page.Continuation;
            if (continuation is null)
                return (profile, found);
        }
    }

    private static ContactJourney Place(StoredJourney journey, int depth, long reachedAt)
    {
        var stage = journey.Definition.Stages[depth - 1];
        return new ContactJourney(
            journey.Id, journey.Definition.DisplayName, stage.Id, stage.Name, depth, journey.Definition.Stages.Count,
            reachedAt == PartitionEvaluation.NoTime ? null : DateTimeOffset.FromUnixTimeMilliseconds(reachedAt));
    }
}

/// <summary>Where a contact stands in a journey.</summary>
/// <param name="JourneyId">The journey.</param>
/// <param name="DisplayName">Its name.</param>
/// <param name="StageId">The deepest stage that the contact reached.</param>
/// <param name="StageName">Its name.</param>
/// <param name="Stage">Its number, counted from 1.</param>
/// <param name="Stages">How many stages the journey has.</param>
/// <param name="ReachedAt">When the contact reached it; null where conditions on the contact alone fulfil it.</param>
public sealed record ContactJourney(string JourneyId, string DisplayName, string StageId, string StageName, int Stage, int Stages, DateTimeOffset? ReachedAt);
