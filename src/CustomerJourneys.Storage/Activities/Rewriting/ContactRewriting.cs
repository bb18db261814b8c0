using System.Collections.Concurrent;
using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Rewriting;
using CustomerJourneys.Activities.Segments;
using CustomerJourneys.Contacts;

namespace CustomerJourneys.Storage.Activities.Rewriting;

/// <summary>
/// Merges and erases contacts, one at a time over all processes. Every step may be repeated: activities that were copied before fall as
/// repeats, and a mark that is there is not set again.
/// </summary>
internal sealed class ContactRewriting(
    RewritingLedger ledger, ManifestBlobs manifests, SegmentBlobs segments, RemovedContactBlobs removed, ContactMarks marks, ActivityStorageOptions options,
    Func<int, PartitionState> states, Func<IReadOnlyList<Activity>, CancellationToken, Task> commit, Func<CancellationToken, ValueTask<int>> partitions)
{
    public async Task<bool> MergeAsync(string from, string into, long at, CancellationToken cancellation)
    {
        var (gone, survivor) = (await ResolveAsync(from, cancellation), await ResolveAsync(into, cancellation));
        if (gone is null || survivor is null || gone == survivor)
            return false;
        await RunAsync(new OpenRewriting(from, into, at), cancellation);
        // Whoever came in between may have finished it, or erased one of them.
        return await ResolveAsync(into, cancellation) is { } stays && stays == await ResolveAsync(from, cancellation);
    }

    public Task EraseAsync(string contactId, CancellationToken cancellation)
    {
        _ = options.ErasureKey ?? throw ErasureKey.Missing();
        return RunAsync(new OpenRewriting(contactId, null), cancellation);
    }

    public async Task<string?> ResolveAsync(string contactId, CancellationToken cancellation)
    {
        while (true)
        {
            switch (await FateAsync(contactId, cancellation))
            {
                case null:
                    return contactId;
                case MergedContact merged:
                    contactId = merged.Survivor;
                    break;
                default:
                    return null;
            }
        }
    }

    public async Task<IReadOnlySet<string>> FindErasedAsync(IReadOnlyCollection<string> contactIds, CancellationToken cancellation)
    {
        var count = await partitions(cancellation);
        var erased = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 4 * options.Parallelism, CancellationToken = cancellation };
        await Parallel.ForEachAsync(contactIds.GroupBy(id => PartitionMap.PartitionOf(id, count)), parallel, async (ids, stop) =>
        {
            var gone = await removed.ReadAsync((await manifests.ReadAsync(ids.Key, null, stop)).Manifest, stop);
            foreach (var id in ids.Where(id => gone.Find(id, options.ErasureKey) is ErasedContact))
                erased[id] = true;
        });
        return erased.Keys.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Finishes what is open.</summary>
    /// <returns>The ledger's sequence, with nothing open.</returns>
    public async Task<long> FinishOpenAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var read = await ledger.ReadAsync(cancellation);
            if (read.Entry.Open is null)
                return read.Entry.Sequence;
            await CompleteAsync(read.Entry.Open, cancellation);
            // Lost to somebody who finished it as well: then it is closed, or another is open.
            await ledger.TryWriteAsync(read, null, cancellation);
        }
    }

    private async Task RunAsync(OpenRewriting rewriting, CancellationToken cancellation)
    {
        while (true)
        {
            await FinishOpenAsync(cancellation);
            var read = await ledger.ReadAsync(cancellation);
            if (read.Entry.Open is not null || await ledger.TryWriteAsync(read, rewriting, cancellation) is not { } opened)
                continue;
            await CompleteAsync(rewriting, cancellation);
            await ledger.TryWriteAsync(opened, null, cancellation);
            return;
        }
    }

    private Task CompleteAsync(OpenRewriting rewriting, CancellationToken cancellation) =>
        rewriting.Survivor is { } survivor ? CompleteMergeAsync(rewriting.ContactId, survivor, rewriting.At, cancellation) : CompleteErasureAsync(rewriting.ContactId, cancellation);

    private async Task CompleteMergeAsync(string from, string into, long? at, CancellationToken cancellation)
    {
        while (true)
        {
            var (gone, survivor) = (await ResolveAsync(from, cancellation), await ResolveAsync(into, cancellation));
            if (gone is null || survivor is null || gone == survivor)
                return;
            var home = await StateAsync(gone, cancellation);
            var stored = await manifests.ReadAsync(home.Partition, null, cancellation);
            var rows = await ReadRowsAsync(stored.Manifest, gone, survivor, cancellation);
            if (at is { } asked)
                rows.Add(ContactMerge.RowOf((gone, [.. rows]), (survivor, await ReadOwnRowsAsync(survivor, cancellation)), asked));
            await commit(rows, cancellation);
            // Were rows added since they were read, they are read again, and those that are copied already fall.
            if (await marks.TryMarkMergedAsync(home, stored, gone, survivor, cancellation))
                return;
        }
    }

    /// <summary>
    /// The survivor first, then whatever was merged into it, and last what was asked for: however often this breaks off, the way from there
    /// to the rest is still known.
    /// </summary>
    private async Task CompleteErasureAsync(string contactId, CancellationToken cancellation)
    {
        List<string> path = [contactId];
        while (await FateAsync(path[^1], cancellation) is MergedContact merged)
            path.Add(merged.Survivor);
        var survivor = path[^1];
        await marks.MarkErasedAsync(await StateAsync(survivor, cancellation), survivor, cancellation);
        var mergedInto = await ReadMergesAsync(cancellation);
        bool EndsAtSurvivor(string id)
        {
            while (mergedInto.TryGetValue(id, out var next))
                id = next;
            return id == survivor;
        }
        foreach (var id in mergedInto.Keys.Where(EndsAtSurvivor).Except(path).Concat(path.SkipLast(1).Reverse()))
            await marks.MarkErasedAsync(await StateAsync(id, cancellation), id, cancellation);
    }

    private async Task<Dictionary<string, string>> ReadMergesAsync(CancellationToken cancellation)
    {
        var merges = new Dictionary<string, string>(StringComparer.Ordinal);
        var count = await partitions(cancellation);
        for (var partition = 0; partition < count; partition++)
        {
            var manifest = (await manifests.ReadAsync(partition, null, cancellation)).Manifest;
            foreach (var merged in (await removed.ReadAsync(manifest, cancellation)).All.OfType<MergedContact>())
                merges[merged.Id] = merged.Survivor;
        }
        return merges;
    }

    private async Task<RemovedContact?> FateAsync(string contactId, CancellationToken cancellation)
    {
        var state = await StateAsync(contactId, cancellation);
        var manifest = (await manifests.ReadAsync(state.Partition, null, cancellation)).Manifest;
        return (await removed.ReadAsync(manifest, cancellation)).Find(contactId, options.ErasureKey);
    }

    private async Task<List<Activity>> ReadOwnRowsAsync(string contactId, CancellationToken cancellation)
    {
        var home = await StateAsync(contactId, cancellation);
        return await ReadRowsAsync((await manifests.ReadAsync(home.Partition, null, cancellation)).Manifest, contactId, contactId, cancellation);
    }

    private async Task<List<Activity>> ReadRowsAsync(PartitionManifest manifest, string contactId, string survivor, CancellationToken cancellation)
    {
        var contacts = await new PartitionState(manifest.Partition).ContactsAsync(segments, manifest, cancellation);
        var contact = contacts.FindOrAdd(contactId);
        var rows = new List<Activity>();
        if (contact == manifest.Contacts)
            return rows;
        foreach (var segment in manifest.Segments)
        {
            if (ContactCover.Covers(await segments.IndexAsync(segment, cancellation), [contact]))
                rows.AddRange(SegmentRows.Of(await segments.ReadAsync(segment, cancellation), contact, survivor));
        }
        return rows;
    }

    private async Task<PartitionState> StateAsync(string contactId, CancellationToken cancellation) =>
        states(PartitionMap.PartitionOf(contactId, await partitions(cancellation)));
}
