using CustomerJourneys.Activities;
using CustomerJourneys.Contacts;

namespace CustomerJourneys.Recalculation.Evaluation;

/// <summary>
/// Evaluates one journey over one partition: every contact's witness. The definition of what it computes is <c>docs/semantics.md</c>.
/// </summary>
/// <remarks>
/// <b>Cost.</b> Linear in the activities of the journey's types, times the stages and, for an activity, the conditions it meets; neither the ways of
/// fulfilling a stage nor pairs of activities are gone through (<see cref="StageWalk"/>). At an instant of equal times the cost also grows with the kinds of
/// activities that it has. Only contacts with an activity of which a stage must
/// be free in some ways but not in others, or that could also serve that stage, are searched (<see cref="ChainSearch"/>); that search
/// and the choice among equal times (<see cref="TieChoice"/>) have fixed budgets, and a contact that exceeds one is counted as inexact.
/// </remarks>
public static class JourneyEvaluator
{
    /// <summary>Evaluates a partition.</summary>
    /// <param name="journey">The journey.</param>
    /// <param name="parts">What was read of the partition: at least the journey's types with its fields; other types are passed over.</param>
    /// <param name="contacts">What is known of the contacts: at least the journey's attributes and groups.</param>
    /// <param name="count">How many contacts the partition has.</param>
    /// <param name="dataAsOf">The data-as-of, to which times are relative.</param>
    /// <param name="cancellation">Stops between contacts.</param>
    public static PartitionEvaluation Evaluate(
        CompiledJourney journey,
        IReadOnlyList<ActivityColumns> parts,
        ContactColumns contacts,
        int count,
        DateTimeOffset dataAsOf,
        CancellationToken cancellation)
    {
        var timelines = new ContactTimelines(journey, parts, count, dataAsOf.ToUnixTimeMilliseconds());
        var tests = new ContactTests(journey, contacts);
        var walk = new ContactWalk(journey, timelines.Classes);
        var evaluation = new PartitionEvaluation(journey.Stages.Count, count, timelines.ActivitiesRead);
        Span<bool> holds = new bool[journey.ContactTests.Count];
        for (var contact = 0; contact < count; contact++)
        {
            cancellation.ThrowIfCancellationRequested();
            var timeline = timelines.Of(contact);
            if (timeline.Length == 0 && holds.IsEmpty)
                continue;
            if (!holds.IsEmpty)
            {
                tests.Apply(contact, holds);
                walk.Begin(holds);
            }

            evaluation.Set(contact, walk.Walk(timeline, evaluation.RoomFor(contact)), walk.IsInexact);
        }

        evaluation.Looked = walk.Looked;
        return evaluation;
    }
}
