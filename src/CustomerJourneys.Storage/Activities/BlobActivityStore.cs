using System.Collections.Concurrent;
using System.Text;
using Azure.Storage.Blobs;
using CustomerJourneys.Activities;
using Microsoft.Extensions.Logging;

namespace CustomerJourneys.Storage.Activities;

/// <summary>
/// The activity store in blobs: segments, contact dictionaries and a manifest a partition; see <c>docs/storage-format.md</c>.
/// Several processes may use one store at once: the manifests' ETags settle who commits, and activity ids that nothing is doubled.
/// </summary>
public sealed class BlobActivityStore : IActivityStore, IDisposable
{
    private readonly ActivityContainer _container;
    private readonly ActivityStorageOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ManifestBlobs _manifests;
    private readonly SegmentBlobs _segments;
    private readonly PartitionCommitter _committer;
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
        _committer = new PartitionCommitter(_container, _manifests, _segments, options, ids, time, logger);
    }

    /// <inheritdoc/>
    public async Task<int> PartitionsAsync(CancellationToken cancellation) => await _container.PartitionsAsync(cancellation);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PartitionPin>> FoldAsync(CancellationToken cancellation)
    {
        var count = await _container.PartitionsAsync(cancellation);
        var partitions = Enumerable.Range(0, count).Select(State).ToArray();
        // Two folds of one process would read the same log twice.
        await _fold.WaitAsync(cancellation);
        try
        {
            var logs = new LogReader(_container);
            while (!await new LogFold(logs, _manifests, _committer, _options, _time, _logger, partitions).RunAsync(cancellation))
                cancellation.ThrowIfCancellationRequested();
        }
        finally
        {
            _fold.Release();
        }
        var pins = new PartitionPin[count];
        foreach (var partition in partitions)
            pins[partition.Partition] = await PinAsync(partition, cancellation);
        return pins;
    }

    /// <inheritdoc/>
    public async Task<CommitCounts> CommitAsync(IReadOnlyList<Activity> activities, CancellationToken cancellation)
    {
        var count = await _container.PartitionsAsync(cancellation);
        var parts = new List<Activity>?[count];
        foreach (var activity in activities)
            (parts[PartitionMap.PartitionOf(activity.ContactId, count)] ??= []).Add(activity);
        var totals = new CommitCounts[count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _options.Parallelism, CancellationToken = cancellation };
        await Parallel.ForEachAsync(Enumerable.Range(0, count).Where(partition => parts[partition] is not null), parallel, async (partition, stop) =>
            totals[partition] = await _committer.CommitAsync(State(partition), new ImportInput(parts[partition]!), stop));
        return totals.Aggregate((a, b) => a + b);
    }

    /// <inheritdoc/>
    public Task<IPartitionSnapshot> OpenAsync(PartitionPin pin, CancellationToken cancellation) =>
        Task.FromResult<IPartitionSnapshot>(new PartitionSnapshot(ManifestOf(pin), _segments));

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
    public void Dispose() => _fold.Dispose();

    private static PartitionManifest ManifestOf(PartitionPin pin) => PartitionManifest.Parse(pin.Partition, Encoding.UTF8.GetBytes(pin.Manifest));

    private PartitionState State(int partition) => _partitions.GetOrAdd(partition, static partition => new PartitionState(partition));

    private async Task<PartitionPin> PinAsync(PartitionState partition, CancellationToken cancellation)
    {
        await partition.Gate.WaitAsync(cancellation);
        try
        {
            partition.Stored ??= await _manifests.ReadAsync(partition.Partition, null, cancellation);
            var manifest = partition.Stored.Manifest;
            return new PartitionPin(partition.Partition, manifest.Epoch, manifest.Contacts, manifest.Activities, manifest.ToPin());
        }
        finally
        {
            partition.Gate.Release();
        }
    }
}
