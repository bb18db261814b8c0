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
        var hasNoTime = Array.Exists(contacts, contact => evaluation.ReachTimesOf(contact)[0] == PartitionEvaluation.NoTime);
        var writer = new StageStatesWriter(evaluation.Stages, ids, hasNoTime);
        var depths = Array.ConvertAll(contacts, contact => (byte)evaluation.DepthOf(contact));
        var order = new ReachOrder(contacts.Length);
        for (var stage = 1; stage <= evaluation.Stages; stage++)
        {
            order.Clear();
            for (var rank = 0; rank < contacts.Length; rank++)
            {
                if (depths[rank] < stage)
                    continue;
                var time = evaluation.ReachTimesOf(contacts[rank])[stage - 1];
                order.Add(time == PartitionEvaluation.NoTime && stage == 1 ? StageStatesFormat.NoTime : time, rank);
            }

            order.Sort();
            if (order.Times.Length > 0 && (order.Times[0] < (hasNoTime && stage == 1 ? StageStatesFormat.NoTime : SegmentLimits.MinTime) || order.Times[^1] > SegmentLimits.MaxTime))
                throw new ArgumentException("A reach time is not in the years 1 to 9999.", nameof(evaluation));
            writer.AddStage(order.Times, order.Ranks, depths);
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
}
