using System.Collections.Concurrent;
using System.Text;
using Azure.Storage.Blobs;
using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Log;
using CustomerJourneys.Activities.Rewriting;
using CustomerJourneys.Storage.Activities.Rewriting;
using Microsoft.Extensions.Logging;

namespace CustomerJourneys.Storage.Activities;

/// <summary>
/// The activity store in blobs: segments, contact dictionaries and a manifest a partition; see <c>docs/storage-format.md</c>.
/// Several processes may use one store at once: the manifests' ETags settle who commits, and activity ids that nothing is doubled.
/// </summary>
public sealed class BlobActivityStore : IActivityStore, IContactNumbers, IContactRewriting, IDisposable
{
    private readonly ActivityContainer _container;
    private readonly ActivityStorageOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ManifestBlobs _manifests;
    private readonly SegmentBlobs _segments;
    private readonly SurvivorCommitter _committer;
    private readonly RemovedContactBlobs _removed;
    private readonly RewritingLedger _ledger;
    private readonly ContactDictionaries _dictionaries;
    private readonly ContactRewriting _rewriting;
    private readonly PartitionRewriter _rewriter;
    private readonly ConcurrentDictionary<int, PartitionState> _partitions = new();
    private readonly SemaphoreSlim _fold = new(1, 1);

    /// <summary>Opens the store. Nothing is sent before the first call.</summary>
    public BlobActivityStore(BlobServiceClient blobs, ActivityStorageOptions options, IdSource ids, TimeProvider time, ILogger<BlobActivityStore> logger)
    {
        _container = new ActivityContainer(blobs, options);
        _options = options;
        _time = time;
        _logger = logger;
        _manifests = new ManifestBlobs(_container);
        _segments = new SegmentBlobs(_container, options.CachedFooters, options.CachedBytes);
        _removed = new RemovedContactBlobs(_container, _segments, ids);
        _ledger = new RewritingLedger(_container, time);
        _dictionaries = new ContactDictionaries(_manifests, _segments, _ledger, options.CachedIdBytes);
        var surviving = new SurvivingActivities(_removed, options, time);
        _committer = new SurvivorCommitter(new PartitionCommitter(_container, _manifests, _segments, options, ids, time, logger), surviving, CommitAsync);
        _rewriting = new ContactRewriting(
            _ledger, _manifests, _segments, _removed, new ContactMarks(_container, _manifests, _segments, _removed, options, ids, time), options,
            State, CommitAsync, _container.PartitionsAsync);
        _rewriter = new PartitionRewriter(_container, _manifests, _segments, _removed, surviving, options, ids, time);
    }

    /// <inheritdoc/>
    public async Task<int> PartitionsAsync(CancellationToken cancellation) => await _container.PartitionsAsync(cancellation);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PartitionPin>> FoldAsync(CancellationToken cancellation)
    {
        var partitions = Enumerable.Range(0, await _container.PartitionsAsync(cancellation)).Select(State).ToArray();
        var sequence = await _rewriting.FinishOpenAsync(cancellation);
        await FoldAsync(partitions, _options, cancellation);
        while (true)
        {
            var pins = new PartitionPin[partitions.Length];
            foreach (var partition in partitions)
                pins[partition.Partition] = await PinAsync(partition, cancellation);
            // A merge that began or ended meanwhile may be in one pin and not in another: then all are taken again.
            if (await _ledger.ReadAsync(cancellation) is { Entry: { Open: null } entry } && entry.Sequence == sequence)
                return pins;
            sequence = await _rewriting.FinishOpenAsync(cancellation);
            foreach (var partition in partitions)
                await RefreshAsync(partition, cancellation);
        }
    }

    /// <inheritdoc/>
    public async Task<CommitCounts> CommitAsync(ActivityFrames activities, CancellationToken cancellation)
    {
        var count = await _container.PartitionsAsync(cancellation);
        var parts = new List<FrameSlice>?[count];
        foreach (var chunk in activities.Group(count))
        {
            foreach (var entry in chunk.Entries)
                (parts[entry.Partition] ??= []).Add(chunk.SliceOf(entry));
        }
        var totals = new CommitCounts[count];
        // Half of a commit is waiting for storage: others compute meanwhile.
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 2 * _options.Parallelism, CancellationToken = cancellation };
        await Parallel.ForEachAsync(Enumerable.Range(0, count).Where(partition => parts[partition] is not null), parallel, async (partition, stop) =>
            totals[partition] = await _committer.CommitAsync(State(partition), new ImportInput(parts[partition]!), stop));
        return totals.Aggregate((a, b) => a + b);
    }

    /// <inheritdoc/>
    public Task<IPartitionSnapshot> OpenAsync(PartitionPin pin, CancellationToken cancellation) =>
        Task.FromResult<IPartitionSnapshot>(new PartitionSnapshot(ManifestOf(pin), _segments));

    /// <inheritdoc/>
    public Task<IReadOnlyList<ContactIds>> FindIdsAsync(IReadOnlyList<NumberedContacts> wanted, CancellationToken cancellation) =>
        _dictionaries.FindAsync(wanted, cancellation);

    /// <summary>The names of the blobs that a pin needs: what a live plan holds against <see cref="SweepAsync"/>.</summary>
    public static IReadOnlyList<string> BlobNamesOf(PartitionPin pin) => [.. ManifestOf(pin).BlobNames];

    /// <summary>
    /// Deletes segments and contact dictionaries that no manifest and no live plan names, and that were written and replaced long enough ago.
    /// </summary>
    /// <param name="blobsNamedByLivePlans">What <see cref="BlobNamesOf"/> gives for the pins of every plan that may still be read.</param>
    /// <param name="minimumAge">How long ago; at most <see cref="ActivityStorageOptions.ReplacedRetention"/>. An hour in production.</param>
    /// <param name="cancellation">Stops between deletions.</param>
    /// <returns>How many blobs were deleted.</returns>
    public Task<int> SweepAsync(IReadOnlyCollection<string> blobsNamedByLivePlans, TimeSpan minimumAge, CancellationToken cancellation) =>
        new SegmentSweeper(_container, _manifests, _options, _time, _logger).SweepAsync(blobsNamedByLivePlans, minimumAge, cancellation);

    /// <inheritdoc/>
    public Task<bool> MergeAsync(string from, string into, long at, CancellationToken cancellation) => _rewriting.MergeAsync(from, into, at, cancellation);

    /// <inheritdoc/>
    public Task EraseAsync(string contactId, CancellationToken cancellation) => _rewriting.EraseAsync(contactId, cancellation);

    /// <inheritdoc/>
    public void CheckCanErase() => _ = _options.ErasureKey ?? throw ErasureKey.Missing();

    /// <inheritdoc/>
    public Task<string?> ResolveAsync(string contactId, CancellationToken cancellation) => _rewriting.ResolveAsync(contactId, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlySet<string>> FindErasedAsync(IReadOnlyCollection<string> contactIds, CancellationToken cancellation) =>
        _rewriting.FindErasedAsync(contactIds, cancellation);

    /// <inheritdoc/>
    public async Task<RewritingHistory> ReadHistoryAsync(CancellationToken cancellation) =>
        (await _ledger.ReadAsync(cancellation)).Entry.History ?? RewritingHistory.None;

    /// <inheritdoc/>
    public Task FinishOpenAsync(CancellationToken cancellation) => _rewriting.FinishOpenAsync(cancellation);

    /// <inheritdoc/>
    public async Task<int> RewriteAsync(CancellationToken cancellation)
    {
        await _rewriting.FinishOpenAsync(cancellation);
        var partitions = Enumerable.Range(0, await _container.PartitionsAsync(cancellation)).Select(State).ToArray();
        foreach (var partition in partitions)
            await RefreshAsync(partition, cancellation);
        // What was erased may lie in the log as well: it is folded, and every log blob deleted, whoever writes to it.
        if (partitions.Any(partition => partition.Stored?.Manifest.Removed is { Pending: > 0 }))
            await FoldAsync(partitions, _options with { LogIdleAge = TimeSpan.Zero }, cancellation);
        var rewritten = 0;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _options.Parallelism, CancellationToken = cancellation };
        await Parallel.ForEachAsync(partitions, parallel, async (partition, stop) =>
        {
            if (await _rewriter.RewriteAsync(partition, stop))
                Interlocked.Increment(ref rewritten);
        });
        return rewritten;
    }

    /// <inheritdoc/>
    public void Dispose() => _fold.Dispose();

    private static PartitionManifest ManifestOf(PartitionPin pin) => PartitionManifest.Parse(pin.Partition, Encoding.UTF8.GetBytes(pin.Manifest));

    private PartitionState State(int partition) => _partitions.GetOrAdd(partition, static partition => new PartitionState(partition));

    private Task<CommitCounts> CommitAsync(IReadOnlyList<Activity> activities, CancellationToken cancellation) =>
        CommitAsync(ActivityFrames.Of(activities), cancellation);

    private async Task FoldAsync(PartitionState[] partitions, ActivityStorageOptions options, CancellationToken cancellation)
    {
        // Two folds of one process would read the same log twice.
        await _fold.WaitAsync(cancellation);
        try
        {
            var logs = new LogReader(_container);
            while (!await new LogFold(logs, _manifests, _committer, options, _time, _logger, partitions).RunAsync(cancellation))
                cancellation.ThrowIfCancellationRequested();
        }
        finally
        {
            _fold.Release();
        }
    }

    private async Task RefreshAsync(PartitionState partition, CancellationToken cancellation)
    {
        await partition.Gate.WaitAsync(cancellation);
        try
        {
            partition.Stored = await _manifests.ReadAsync(partition.Partition, partition.Stored, cancellation);
        }
        finally
        {
            partition.Gate.Release();
        }
    }

    private async Task<PartitionPin> PinAsync(PartitionState partition, CancellationToken cancellation)
    {
        await partition.Gate.WaitAsync(cancellation);
        try
        {
            partition.Stored ??= await _manifests.ReadAsync(partition.Partition, null, cancellation);
            var manifest = partition.Stored.Manifest;
            return new PartitionPin(partition.Partition, manifest.Epoch, manifest.Contacts, manifest.Activities, manifest.ToPin())
            {
                RemovedContacts = manifest.Removed?.Count ?? 0,
            };
        }
        finally
        {
            partition.Gate.Release();
        }
    }
}
