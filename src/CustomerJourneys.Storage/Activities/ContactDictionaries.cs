using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Activities.Rewriting;
using CustomerJourneys.Activities.Segments;
using CustomerJourneys.Storage.Activities.Rewriting;

namespace CustomerJourneys.Storage.Activities;

/// <summary>
/// Finds ids by number in the contact dictionaries as they are at present, and keeps those that were used last. One small read tells whether a contact
/// was merged or erased since; only then, or for numbers that came later, manifests are read again. For several threads.
/// </summary>
internal sealed class ContactDictionaries(ManifestBlobs manifests, SegmentBlobs segments, RewritingLedger ledger, long cachedBytes)
{
    private const int ParallelReads = 16;
    private readonly Lock _lock = new();
    private readonly Dictionary<int, LinkedListNode<(int Partition, Known Known)>> _nodes = [];
    private readonly LinkedList<(int Partition, Known Known)> _byUse = new();
    private long _size;

    public async Task<IReadOnlyList<ContactIds>> FindAsync(IReadOnlyList<NumberedContacts> wanted, CancellationToken cancellation)
    {
        if (wanted.Count == 0)
            return [];
        var sequence = (await ledger.ReadAsync(cancellation)).Entry.Sequence;
        var found = new ContactIds[wanted.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ParallelReads, CancellationToken = cancellation };
        await Parallel.ForAsync(0, found.Length, parallel, async (i, stop) =>
        {
            var (partition, contacts) = wanted[i];
            var end = contacts.Length == 0 ? 0 : contacts.Max() + 1;
            var known = Find(partition);
            if (known is null || known.Sequence != sequence || known.Ids.Count < end)
                known = await ReadAsync(partition, known, sequence, stop);
            if (known.Ids.Count < end)
                throw new CorruptBlobException(ActivityBlobNames.Manifest(partition), "contacts", $"it has {known.Ids.Count} contacts, and of number {end - 1} there are stage states");
            found[i] = known.Ids.Select(contacts);
        });
        return found;
    }

    private async Task<Known> ReadAsync(int partition, Known? known, long sequence, CancellationToken cancellation)
    {
        var stored = await manifests.ReadAsync(partition, known?.Stored, cancellation);
        var isSame = known is not null && known.Stored.Manifest.Removed == stored.Manifest.Removed
            && known.Stored.Manifest.ContactNumbers.SequenceEqual(stored.Manifest.ContactNumbers);
        var read = new Known(stored, isSame ? known!.Ids : await ReadIdsAsync(stored.Manifest, cancellation), sequence);
        Keep(partition, read);
        return read;
    }

    // Who was merged into another keeps its entries, and so its id, until the next recalculation.
    private async Task<ContactIds> ReadIdsAsync(PartitionManifest manifest, CancellationToken cancellation)
    {
        var ids = ContactIdsBlob.Read(await Task.WhenAll(manifest.ContactNumbers.Select(
            async stretch => (stretch.Name, await segments.WholeAsync(stretch.Name, cancellation), stretch.Count))));
        var removed = await RemovedContactBlobs.ReadAsync(manifest, segments, cancellation);
        return ids.Without([.. removed.All.OfType<ErasedContact>().Select(contact => contact.Contact)]);
    }

    private Known? Find(int partition)
    {
        lock (_lock)
        {
            if (!_nodes.TryGetValue(partition, out var node))
                return null;
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Known;
        }
    }

    private void Keep(int partition, Known known)
    {
        lock (_lock)
        {
            if (_nodes.Remove(partition, out var old))
                Remove(old);
            _nodes.Add(partition, _byUse.AddFirst((partition, known)));
            _size += known.Ids.Size;
            while (_size > cachedBytes && _byUse.Count > 1)
            {
                _nodes.Remove(_byUse.Last!.Value.Partition);
                Remove(_byUse.Last);
            }
        }
    }

    private void Remove(LinkedListNode<(int Partition, Known Known)> node)
    {
        _byUse.Remove(node);
        _size -= node.Value.Known.Ids.Size;
    }

    private sealed record Known(StoredManifest Stored, ContactIds Ids, long Sequence);
}
