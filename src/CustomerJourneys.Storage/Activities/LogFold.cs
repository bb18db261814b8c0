using Azure;
using CustomerJourneys.Activities.Log;
using CustomerJourneys.Storage.Activities.Rewriting;
using Microsoft.Extensions.Logging;

namespace CustomerJourneys.Storage.Activities;

/// <summary>One pass over the log: reads what some manifest has not passed, and commits it in portions of bounded size.</summary>
internal sealed class LogFold(
    LogReader logs, ManifestBlobs manifests, SurvivorCommitter committer, ActivityStorageOptions options, TimeProvider time, ILogger logger, PartitionState[] partitions)
{
    private readonly List<LogSlice>[] _slices = [.. partitions.Select(_ => new List<LogSlice>())];
    private readonly Dictionary<string, long> _reached = [];
    private readonly PartitionManifest[] _asRead = new PartitionManifest[partitions.Length];
    private HashSet<string> _gone = [];
    private long _portion;
    private long _total;

    /// <summary>Folds everything that is in the listed logs.</summary>
    /// <param name="listed">The logs as they were before this call, which reads the manifests.</param>
    /// <param name="cancellation">Stops between commits.</param>
    /// <returns>Whether it is done; <see langword="false"/> if another process deleted a log meanwhile, so that the manifests read here may be older than that log.</returns>
    public async Task<bool> RunAsync(IReadOnlyList<LogBlob> listed, CancellationToken cancellation)
    {
        // The order counts: a log that is gone before the listing is in the manifests that are read after it.
        await RefreshAsync(cancellation);
        await FindGoneAsync(listed, cancellation);
        var complete = await ReadAsync(listed, cancellation);
        await CommitAsync(cancellation);
        if (_total > 0)
            logger.Folded(_total, listed.Count);
        if (complete)
            await DeleteAsync(listed, cancellation);
        return complete;
    }

    private async Task<bool> ReadAsync(IReadOnlyList<LogBlob> listed, CancellationToken cancellation)
    {
        var complete = true;
        foreach (var log in listed)
        {
            var from = _asRead.Min(manifest => manifest.FoldedOf(log.Name));
            try
            {
                await foreach (var placed in logs.ReadAsync(log, from, partitions.Length, cancellation))
                {
                    Take(log, placed);
                    if (_portion >= options.FoldPortionBytes)
                        await CommitAsync(cancellation);
                }
            }
            catch (RequestFailedException e) when (e.Status == 404)
            {
                complete = false;
            }
        }
        return complete;
    }

    private void Take(LogBlob log, PlacedBlock placed)
    {
        foreach (var entry in placed.Block.Entries)
            _slices[entry.Partition].Add(new LogSlice(log.Name, placed.Offset, placed.Block, entry));
        _reached[log.Name] = placed.Offset + placed.Length;
        _portion += placed.Length;
        _total += placed.Length;
    }

    private async Task CommitAsync(CancellationToken cancellation)
    {
        var work = partitions.Select(partition => (partition, Input: new LogInput(_slices[partition.Partition], _reached, _gone, options.MaxLogLag)));
        if (_reached.Count > 0)
        {
            // Half of a commit is waiting for storage: others compute meanwhile.
            await ForEachAsync(work.Where(item => _slices[item.partition.Partition].Count > 0 || IsBehind(item.partition, item.Input)), 2 * options.Parallelism,
                async (item, stop) => await committer.CommitAsync(item.partition, item.Input, stop), cancellation);
        }
        foreach (var slices in _slices)
            slices.Clear();
        _reached.Clear();
        _portion = 0;
    }

    private async Task DeleteAsync(IReadOnlyList<LogBlob> listed, CancellationToken cancellation)
    {
        var newest = listed.GroupBy(log => ActivityBlobNames.InstanceOf(log.Name)).Select(instance => instance.Last().Name).ToHashSet();
        var idle = time.GetUtcNow() - options.LogIdleAge;
        foreach (var log in listed.Where(log => !newest.Contains(log.Name) || log.LastModified <= idle))
        {
            if (await logs.TryDeleteAsync(log, cancellation))
                logger.LogDeleted(log.Name);
        }
    }

    private async Task RefreshAsync(CancellationToken cancellation)
    {
        var versions = await manifests.ListAsync(cancellation);
        await ForEachAsync(partitions, options.Parallelism * 4, async (partition, stop) =>
        {
            await partition.Gate.WaitAsync(stop);
            try
            {
                // The numbers of the contacts never change, so those that are known stay valid under a newer manifest.
                if (partition.Stored is not { } known || !versions.IsNewest(known))
                    partition.Stored = await manifests.ReadAsync(partition.Partition, partition.Stored, stop);
                _asRead[partition.Partition] = partition.Stored.Manifest;
            }
            finally
            {
                partition.Gate.Release();
            }
        }, cancellation);
    }

    /// <summary>Positions in logs that are deleted are dropped from the manifests with their next commit.</summary>
    private async Task FindGoneAsync(IReadOnlyList<LogBlob> listed, CancellationToken cancellation)
    {
        var named = _asRead.SelectMany(manifest => manifest.Folded.Keys).ToHashSet();
        named.ExceptWith(listed.Select(log => log.Name));
        if (named.Count == 0)
            return;
        // Named but not listed is a log that is newer than the listing, or one that is gone: a second listing tells.
        named.ExceptWith((await logs.ListAsync(cancellation)).Select(log => log.Name));
        _gone = named;
    }

    private static bool IsBehind(PartitionState partition, LogInput input) =>
        partition.Stored is { } stored && input.IsBehind(stored.Manifest);

    private static Task ForEachAsync<T>(IEnumerable<T> items, int parallelism, Func<T, CancellationToken, ValueTask> body, CancellationToken cancellation) =>
        Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellation }, body);
}
