using CustomerJourneys.Activities;
using CustomerJourneys.Journeys;
using CustomerJourneys.Recalculation.Evaluation;
using CustomerJourneys.Testing.Contacts;
using CustomerJourneys.Testing.Stories;

namespace CustomerJourneys.Tests.Recalculation.Evaluation;

/// <summary>Runs the product's evaluator, and the reference one, over stories.</summary>
internal static class Witnesses
{
    /// <summary>The data-as-of of every story: its second 10.</summary>
    public static readonly DateTimeOffset DataAsOf = DateTimeOffset.FromUnixTimeMilliseconds(Story.At(10));

    /// <summary>The product's evaluation of a story as one partition.</summary>
    /// <param name="journey">The journey.</param>
    /// <param name="activities">The activities, in order of arrival.</param>
    /// <param name="contacts">All contacts of the partition.</param>
    /// <param name="segmentOf">Which segment each activity is in; all in one when absent.</param>
    /// <param name="facts">What is known of the contacts; nothing when absent.</param>
    /// <param name="shift">How much later the data-as-of is, in milliseconds.</param>
    /// <param name="isSwept">Whether contacts whom the sweep settles are not walked.</param>
    public static PartitionEvaluation Evaluate(
        Journey journey, IReadOnlyList<Activity> activities, IReadOnlyList<string> contacts, Func<int, int>? segmentOf = null,
        IReadOnlyDictionary<string, ContactFacts>? facts = null, long shift = 0, bool isSwept = true)
    {
        var compiled = new CompiledJourney(journey);
        var parts = StoryColumns.Of(activities, StoryColumns.Number(contacts), compiled.Fields, segmentOf);
        var columns = ContactFacts.ToColumns([.. contacts.Select(contact => facts?.GetValueOrDefault(contact) ?? ContactFacts.None)]);
        return JourneyEvaluator.Evaluate(compiled, parts, columns, contacts.Count, DataAsOf.AddMilliseconds(shift), isSwept, CancellationToken.None);
    }

    /// <summary>The same with every contact walked: what is asked of the walk must not depend on whom the sweep settles.</summary>
    public static PartitionEvaluation Walk(Journey journey, IReadOnlyList<Activity> activities, IReadOnlyList<string> contacts, Func<int, int>? segmentOf = null) =>
        Evaluate(journey, activities, contacts, segmentOf, isSwept: false);

    /// <summary>The reach times of each contact, by the product.</summary>
    public static Dictionary<string, long[]> Of(
        Journey journey, Story story, Func<int, int>? segmentOf = null, IReadOnlyDictionary<string, ContactFacts>? facts = null, long shift = 0, bool isSwept = true)
    {
        var evaluation = Evaluate(journey, story.Activities, story.Contacts, segmentOf, facts, shift, isSwept);
        return story.Contacts.Select((contact, i) => (contact, i)).ToDictionary(c => c.contact, c => evaluation.ReachTimesOf(c.i));
    }

    /// <summary>The reach times of each contact, by the definition.</summary>
    public static Dictionary<string, long[]> ByDefinition(
        Journey journey, Story story, IReadOnlyDictionary<string, ContactFacts>? facts = null) => story.Activities
        .GroupBy(activity => activity.ContactId)
        .ToDictionary(contact => contact.Key, contact => ReferenceEvaluator.Witness(
            journey, contact, facts?.GetValueOrDefault(contact.Key) ?? ContactFacts.None, DataAsOf.ToUnixTimeMilliseconds()));

    /// <summary>The reach times in seconds of a story, a contact a line, so that a failed test can be read.</summary>
    public static string Describe(IReadOnlyDictionary<string, long[]> witnesses) => string.Join('\n', witnesses
        .OrderBy(witness => witness.Key, StringComparer.Ordinal)
        .Select(witness => $"{witness.Key}: {string.Join(' ', witness.Value.Select(time => time == PartitionEvaluation.NoTime ? "-" : $"{(time - Story.Start) / 1000d}"))}"));
}
