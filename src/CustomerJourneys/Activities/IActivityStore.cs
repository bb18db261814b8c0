using CustomerJourneys.Activities.Log;

namespace CustomerJourneys.Activities;

/// <summary>The folded activities: per partition an immutable set of columnar segments, named by a manifest.</summary>
public interface IActivityStore
{
    /// <summary>How many partitions the store has; fixed when it was created.</summary>
    Task<int> PartitionsAsync(CancellationToken cancellation);

    /// <summary>
    /// Folds everything that was acknowledged before the call into segments, and pins what is then stored.
    /// Safe to call from several processes at once, and after a crash at any moment.
    /// </summary>
    /// <param name="cancellation">Stops between commits; what is committed stays.</param>
    /// <returns>One pin a partition, in partition order.</returns>
    Task<IReadOnlyList<PartitionPin>> FoldAsync(CancellationToken cancellation);

    /// <summary>
    /// Commits activities straight into segments, past the log: the way of imports. When it returns they are durable and foldable.
    /// Repeats (same contact and id, here or stored before) are dropped and counted.
    /// </summary>
    /// <param name="activities">Valid activities with ids; not to be added to afterwards.</param>
    /// <param name="cancellation">Stops between partitions; what is committed stays.</param>
    /// <returns>How many were new, and how many repeats.</returns>
    Task<CommitCounts> CommitAsync(ActivityFrames activities, CancellationToken cancellation);

    /// <summary>Opens a pinned partition for reading. What a pin names stays readable while a live plan holds it.</summary>
    Task<IPartitionSnapshot> OpenAsync(PartitionPin pin, CancellationToken cancellation);
}

/// <summary>What a commit did.</summary>
/// <param name="Accepted">Activities that are new.</param>
/// <param name="Duplicates">Activities whose contact and id were there before; dropped.</param>
/// <param name="Dropped">Activities of erased contacts, and those older than activities are kept.</param>
public readonly record struct CommitCounts(long Accepted, long Duplicates, long Dropped = 0)
{
    /// <summary>Adds two counts.</summary>
    public static CommitCounts operator +(CommitCounts left, CommitCounts right) =>
        new(left.Accepted + right.Accepted, left.Duplicates + right.Duplicates, left.Dropped + right.Dropped);
}

/// <summary>A frozen view of one partition: small, and serialisable into a plan.</summary>
/// <param name="Partition">Which partition.</param>
/// <param name="Epoch">How many commits the partition has seen. Two pins of one partition with one epoch have the same content.</param>
/// <param name="Contacts">How many numbers contacts have in it.</param>
/// <param name="Activities">Activities in it.</param>
/// <param name="Manifest">The manifest's content at the time, in the store's own form.</param>
public sealed record PartitionPin(int Partition, long Epoch, int Contacts, long Activities, string Manifest)
{
    /// <summary>How many of the numbers stand for nobody any more: contacts that were merged or erased.</summary>
    public int RemovedContacts { get; init; }

    /// <summary>Distinct contacts in it.</summary>
    internal int SurvivingContacts => Contacts - RemovedContacts;
}
