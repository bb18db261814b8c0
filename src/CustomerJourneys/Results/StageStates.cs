using CustomerJourneys.Activities.Segments;
using CustomerJourneys.Recalculation.Evaluation;
using CustomerJourneys.Results.States;

namespace CustomerJourneys.Results;

/// <summary>
/// The stage states of one partition: for each stage the contacts who reached it, in the order of their list. Written once by a run and
/// never changed; the format is in <c>docs/stage-states-format.md</c>. They are read through <c>StageContactList</c>.
/// </summary>
public static class StageStates
{
    /// <summary>Encodes what a partition's evaluation found. Equal input gives equal bytes.</summary>
    /// <param name="evaluation">The witnesses of the partition's contacts.</param>
    /// <param name="contactIds">The ids of all contacts of the partition, by number: distinct, 1 to 512 characters of ASCII.</param>
    /// <returns>The content of one blob.</returns>
    /// <exception cref="ArgumentException">The ids are not those of the evaluated contacts, or one cannot be stored.</exception>
    public static byte[] Encode(PartitionEvaluation evaluation, IReadOnlyList<string> contactIds)
    {
        if (contactIds.Count != evaluation.Contacts)
            throw new ArgumentException($"{contactIds.Count} ids were given for {evaluation.Contacts} contacts.", nameof(contactIds));
        var (contacts, ids) = OrderById(evaluation, contactIds);
        var writer = new StageStatesWriter(evaluation.Stages, ids);
        var times = new long[contacts.Length];
        var ranks = new int[contacts.Length];
        for (var stage = 1; stage <= evaluation.Stages; stage++)
        {
            var count = 0;
            for (var rank = 0; rank < contacts.Length; rank++)
            {
                if (evaluation.DepthOf(contacts[rank]) < stage)
                    continue;
                times[count] = evaluation.ReachTimesOf(contacts[rank])[stage - 1];
                ranks[count++] = rank;
            }

            Sort(times.AsSpan(0, count), ranks.AsSpan(0, count));
            writer.AddStage(times.AsSpan(0, count), ranks.AsSpan(0, count), rank => (byte)evaluation.DepthOf(contacts[rank]));
        }

        return writer.ToArray();
    }

    // Ids are compared once here; after that a contact's rank stands for its id in every stage.
    private static (int[] Contacts, string[] Ids) OrderById(PartitionEvaluation evaluation, IReadOnlyList<string> contactIds)
    {
        var contacts = new int[evaluation.Contacts];
        var count = 0;
        for (var contact = 0; contact < contacts.Length; contact++)
        {
            if (evaluation.DepthOf(contact) > 0)
                contacts[count++] = contact;
        }

        Array.Resize(ref contacts, count);
        var ids = Array.ConvertAll(contacts, contact => contactIds[contact]);
        Array.Sort(ids, contacts, StringComparer.Ordinal);
        return (contacts, ids);
    }

    // Sorting by the bare number is several times faster than by a pair; what is equal is then put in order by rank.
    private static void Sort(Span<long> times, Span<int> ranks)
    {
        if (times.IsEmpty)
            return;
        times.Sort(ranks);
        if (times[0] < SegmentLimits.MinTime || times[^1] > SegmentLimits.MaxTime)
            throw new ArgumentException("A reach time is not in the years 1 to 9999.");
        for (var start = 0; start < times.Length;)
        {
            var end = start + 1;
            while (end < times.Length && times[end] == times[start])
                end++;
            if (end > start + 1)
                ranks[start..end].Sort();
            start = end;
        }
    }
}
