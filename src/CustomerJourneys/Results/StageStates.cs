using System.Buffers;
using CustomerJourneys.Activities.Segments;
using CustomerJourneys.Recalculation.Evaluation;
using CustomerJourneys.Results.States;

namespace CustomerJourneys.Results;

/// <summary>
/// The stage states of one journey in one partition: for each stage the contacts who reached it, by number, in blocks that follow one another in time. Written
/// once by a run and never changed; the format is in <c>docs/stage-states-format.md</c>. They are read through <c>StageContactList</c>.
/// </summary>
public static class StageStates
{
    /// <summary>Encodes what a partition's evaluation found. Equal input gives equal bytes.</summary>
    /// <param name="evaluation">The witnesses of the partition's contacts.</param>
    /// <returns>To be disposed once it is written.</returns>
    /// <exception cref="ArgumentException">A reach time cannot be stored.</exception>
    public static EncodedStates Encode(PartitionEvaluation evaluation) => Encode(evaluation, evaluation.Contacts, null, null);

    /// <summary>The same for contacts that were evaluated anew, over earlier states of all.</summary>
    /// <param name="evaluation">The witnesses of the contacts that may have changed.</param>
    /// <param name="contacts">How many contacts the partition has.</param>
    /// <param name="numbers">The numbers of those who were evaluated, ascending.</param>
    /// <param name="replaced">Which contacts of the earlier states count no more.</param>
    internal static EncodedStates Encode(PartitionEvaluation evaluation, int contacts, int[]? numbers, ReplacedContacts? replaced)
    {
        using var blocks = new StageBlocks(evaluation);
        StageStatesWriter? writer = null;
        try
        {
            for (var stage = 0; stage < evaluation.Stages; stage++)
            {
                blocks.MoveNext();
                if (blocks.Count > blocks.WithoutTime && (blocks.First < SegmentLimits.MinTime || blocks.Last > SegmentLimits.MaxTime) || stage > 0 && blocks.WithoutTime > 0)
                    throw new ArgumentException("A reach time is not in the years 1 to 9999.", nameof(evaluation));
                writer ??= new StageStatesWriter(evaluation, numbers, contacts, (ushort)(
                    (blocks.WithoutTime > 0 ? StageStatesFormat.HasNoTime : 0) | (replaced is null ? 0 : StageStatesFormat.Replaces)));
                writer.AddStage(stage, blocks);
            }

            return writer!.Build(replaced);
        }
        finally
        {
            writer?.Dispose();
        }
    }
}

/// <summary>The states of one journey in one partition, in memory that the next one uses again.</summary>
public sealed class EncodedStates : IDisposable
{
    private byte[]? _rented;

    internal EncodedStates(byte[] head, byte[] rented, int length)
    {
        (Head, _rented) = (head, rented);
        Body = rented.AsMemory(0, length);
    }

    /// <summary>What is needed to read the blocks.</summary>
    public ReadOnlyMemory<byte> Head { get; }

    /// <summary>The blocks; not to be used after disposing.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _rented, null) is { } rented)
            ArrayPool<byte>.Shared.Return(rented);
    }
}
