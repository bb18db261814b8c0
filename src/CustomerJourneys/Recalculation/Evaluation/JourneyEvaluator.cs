using CustomerJourneys.Activities;
using CustomerJourneys.Contacts;
using CustomerJourneys.Recalculation.Evaluation.Sweeping;
using CustomerJourneys.Recalculation.Evaluation.Walking;

namespace CustomerJourneys.Recalculation.Evaluation;

/// <summary>
/// Evaluates one journey over one partition: every contact's witness. The definition of what it computes is <c>docs/semantics.md</c>.
/// </summary>
/// <remarks>
/// <b>Cost.</b> All contacts are swept column by column (<see cref="PartitionSweep"/>): one step for each run of a contact and type. Contacts whom equal
/// times, windows, exclusions or negations concern are then walked one by one, linear in their activities of the journey's types, times the stages and, for
/// an activity, the conditions it meets; neither the ways of fulfilling a stage nor pairs of activities are gone through (<see cref="StageWalk"/>). At an
/// instant of equal times the cost also grows with the kinds of activities that it has. Only contacts with an activity of which a stage must
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
        CancellationToken cancellation) => Evaluate(journey, parts, contacts, count, dataAsOf, isSwept: true, cancellation);

    /// <summary>The same, with a choice: tests also have every contact walked.</summary>
    internal static PartitionEvaluation Evaluate(
        CompiledJourney journey,
        IReadOnlyList<ActivityColumns> parts,
        ContactColumns contacts,
        int count,
        DateTimeOffset dataAsOf,
        bool isSwept,
        CancellationToken cancellation)
    {
        var columns = new JourneyColumns(journey, parts, dataAsOf.ToUnixTimeMilliseconds());
        var tests = new ContactTests(journey, contacts);
        var evaluation = new PartitionEvaluation(journey.Stages.Count, count, columns.ActivitiesRead);
        var open = new PartitionSweep(journey, columns, tests, count).Sweep(evaluation, cancellation);
        if (!isSwept)
            Array.Fill(open, true);
        if (open.Contains(true))
            Walk(journey, columns, tests, open, evaluation, cancellation);
        return evaluation;
    }

    private static void Walk(
        CompiledJourney journey, JourneyColumns columns, ContactTests tests, bool[] open, PartitionEvaluation evaluation, CancellationToken cancellation)
    {
        var slots = new int[open.Length];
        var count = 0;
        for (var contact = 0; contact < open.Length; contact++)
            slots[contact] = open[contact] ? count++ : -1;
        evaluation.WalkedContacts = count;
        var timelines = new ContactTimelines(columns, slots, count);
        var walk = new ContactWalk(journey, timelines.Classes);
        Span<bool> holds = new bool[journey.ContactTests.Count];
        Span<long> reachTimes = new long[journey.Stages.Count];
        for (var contact = 0; contact < open.Length; contact++)
        {
            if (!open[contact])
                continue;
            cancellation.ThrowIfCancellationRequested();
            if (!holds.IsEmpty)
            {
                tests.Apply(contact, holds);
                walk.Begin(holds);
            }

            var depth = walk.Walk(timelines.Of(slots[contact]), reachTimes);
            evaluation.Set(contact, reachTimes[..depth], walk.IsInexact);
        }

        evaluation.Looked = walk.Looked;
    }
}
