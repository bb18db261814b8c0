using System.Buffers;
using CustomerJourneys.Activities;
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
    /// <param name="contactIds">The ids of the evaluated contacts, by number: distinct, 1 to 512 characters of ASCII.</param>
    /// <returns>The content of one blob; to be disposed once it is written.</returns>
    /// <exception cref="ArgumentException">The ids are not those of the evaluated contacts, or one cannot be stored.</exception>
    public static EncodedStates Encode(PartitionEvaluation evaluation, ContactIds contactIds) => Encode(evaluation, contactIds, null);

    /// <summary>The same for contacts that were evaluated anew, over earlier states of all.</summary>
    /// <param name="evaluation">The witnesses of the contacts that may have changed.</param>
    /// <param name="contactIds">Their ids.</param>
    /// <param name="replaced">Which contacts of the earlier states count no more.</param>
    internal static EncodedStates Encode(PartitionEvaluation evaluation, ContactIds contactIds, ReplacedContacts? replaced)
    {
        if (contactIds.Count != evaluation.Contacts)
            throw new ArgumentException($"{contactIds.Count} ids were given for {evaluation.Contacts} contacts.", nameof(contactIds));
        var hasNoTime = evaluation.ReachTimes(0).Contains(PartitionEvaluation.NoTime);
        using var order = new StageOrder(evaluation, contactIds);
        var writer = new StageStatesWriter(evaluation.CountConverted(), contactIds, hasNoTime, replaced);
        try
        {
            for (var stage = 1; stage <= evaluation.Stages; stage++)
            {
                order.Sort(stage);
                if (order.Times.Length > 0
                    && (order.Times[0] < (hasNoTime && stage == 1 ? StageStatesFormat.NoTime : SegmentLimits.MinTime) || order.Times[^1] > SegmentLimits.MaxTime))
                    throw new ArgumentException("A reach time is not in the years 1 to 9999.", nameof(evaluation));
                writer.AddStage(order.Times, order.Contacts, order.Depths);
            }

            return writer.Build();
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }
}

/// <summary>The content of one blob of stage states, in memory that the next one uses again.</summary>
public sealed class EncodedStates : IDisposable
{
    private byte[]? _rented;

    internal EncodedStates(byte[] rented, int start, int length)
    {
        _rented = rented;
        Bytes = rented.AsMemory(start, length);
    }

    /// <summary>The bytes; not to be used after disposing.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _rented, null) is { } rented)
            ArrayPool<byte>.Shared.Return(rented);
    }
}
