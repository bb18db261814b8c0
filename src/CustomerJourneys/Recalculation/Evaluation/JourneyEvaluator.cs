using CustomerJourneys.Activities;

namespace CustomerJourneys.Recalculation.Evaluation;

/// <summary>
/// Evaluates one journey over one partition: every contact's witness, in time linear in the activities of the journey's types.
/// The definition of what it computes is <c>docs/semantics.md</c>.
/// </summary>
public static class JourneyEvaluator
{
    /// <summary>Evaluates a partition.</summary>
    /// <param name="journey">The journey.</param>
    /// <param name="parts">What was read of the partition: at least the journey's types with its fields; other types are passed over.</param>
    /// <param name="contacts">How many contacts the partition has.</param>
    /// <param name="cancellation">Stops between contacts.</param>
    public static PartitionEvaluation Evaluate(
        CompiledJourney journey, IReadOnlyList<ActivityColumns> parts, int contacts, CancellationToken cancellation)
    {
        var timelines = new ContactTimelines(journey, parts, contacts);
        var walk = new StageWalk(journey, timelines.Classes);
        var evaluation = new PartitionEvaluation(journey.Stages.Count, contacts, timelines.ActivitiesRead);
        for (var contact = 0; contact < contacts; contact++)
        {
            if (contact % 1024 == 0)
                cancellation.ThrowIfCancellationRequested();
            var times = timelines.TimesOf(contact);
            if (times.IsEmpty)
                continue;
            evaluation.Set(contact, walk.Walk(times, timelines.ClassesOf(contact), evaluation.RoomFor(contact)), walk.IsInexact);
        }

        evaluation.Looked = walk.Looked;
        return evaluation;
    }
}
