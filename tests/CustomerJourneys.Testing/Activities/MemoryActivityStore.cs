using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Log;

namespace CustomerJourneys.Testing.Activities;

/// <summary>
/// Log and store of activities in memory, as strict as the stored ones: a repeat (same contact and id) falls, what was appended shows
/// after a fold only, a pin is a frozen view, and each commit makes parts of its own. For several threads.
/// </summary>
public sealed class MemoryActivityStore : IActivityStore, IActivityLog, IContactNumbers
{
    private readonly Lock _gate = new();
    private readonly List<Activity> _log = [];
    private readonly HashSet<(string Contact, string Id)> _ids = [];
    private readonly MemoryPartition[] _partitions;
    private int _commits;

    /// <summary>Creates an empty store.</summary>
    public MemoryActivityStore(int partitions = 4) => _partitions = [.. Enumerable.Range(0, partitions).Select(_ => new MemoryPartition())];

    /// <summary>Called before each commit; what it throws makes the commit fail with nothing stored.</summary>
    public Func<IReadOnlyList<Activity>, Task>? BeforeCommit { get; set; }

    /// <summary>Called after each commit; what it throws is a lost answer: all is stored, and the caller does not know.</summary>
    public Func<IReadOnlyList<Activity>, Task>? AfterCommit { get; set; }

    /// <summary>All folded activities, by partition and in the order they came.</summary>
    public IReadOnlyList<Activity> Activities
    {
        get
        {
            lock (_gate)
                return [.. _partitions.SelectMany(partition => partition.Rows.Select(row => row.Activity))];
        }
    }

    /// <summary>The sizes of all commits so far that were not empty, in order.</summary>
    public IReadOnlyList<int> Commits { get; private set; } = [];

    /// <inheritdoc/>
    public Task<int> PartitionsAsync(CancellationToken cancellation) => Task.FromResult(_partitions.Length);

    /// <inheritdoc/>
    public Task AppendAsync(ActivityFrames activities, CancellationToken cancellation)
    {
        lock (_gate)
            _log.AddRange(activities.Decode());
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task FlushAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<IReadOnlyList<PartitionPin>> FoldAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            Commit(_log);
            _log.Clear();
            return Task.FromResult<IReadOnlyList<PartitionPin>>([.. _partitions.Select((partition, number) => partition.Pin(number))]);
        }
    }

    /// <inheritdoc/>
    public async Task<CommitCounts> CommitAsync(ActivityFrames activities, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var decoded = activities.Decode();
        if (BeforeCommit is not null)
            await BeforeCommit(decoded);
        CommitCounts counts;
        lock (_gate)
        {
            counts = Commit(decoded);
            if (decoded.Count > 0)
                Commits = [.. Commits, decoded.Count];
        }

        if (AfterCommit is not null)
            await AfterCommit(decoded);
        return counts;
    }

    /// <inheritdoc/>
    public Task<IPartitionSnapshot> OpenAsync(PartitionPin pin, CancellationToken cancellation)
    {
        lock (_gate)
            return Task.FromResult<IPartitionSnapshot>(_partitions[pin.Partition].Open(pin));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ContactIds>> FindIdsAsync(IReadOnlyList<NumberedContacts> wanted, CancellationToken cancellation)
    {
        lock (_gate)
            return Task.FromResult<IReadOnlyList<ContactIds>>([.. wanted.Select(some => _partitions[some.Partition].IdsOf(some.Contacts))]);
    }

    private CommitCounts Commit(IReadOnlyList<Activity> activities)
    {
        _commits++;
        var accepted = 0;
        foreach (var activity in activities)
        {
            if (!_ids.Add((activity.ContactId, activity.Id)))
                continue;
            accepted++;
            _partitions[PartitionMap.PartitionOf(activity.ContactId, _partitions.Length)].Add(activity, _commits);
        }

        return new CommitCounts(accepted, activities.Count - accepted);
    }
}
