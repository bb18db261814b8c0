namespace CustomerJourneys.Activities;

/// <summary>The contacts and ids of a batch, to find repeats exactly, and a hash of each.</summary>
internal sealed class BatchKeys
{
    private readonly List<ulong> _keys = [];
    private readonly Utf8Table _known = new();

    /// <summary>A hash of each that was new; never 0.</summary>
    public IReadOnlyList<ulong> Keys => _keys;

    /// <summary>Adds a contact and an id.</summary>
    /// <returns>Whether the two are new together.</returns>
    public bool TryAdd(ReadOnlySpan<byte> contactId, ReadOnlySpan<byte> id)
    {
        // Neither holds a 0, so that the two with one between them are no other two's.
        Span<byte> key = stackalloc byte[(2 * ActivityRules.MaxId) + 1];
        contactId.CopyTo(key);
        key[contactId.Length] = 0;
        id.CopyTo(key[(contactId.Length + 1)..]);
        if (_known.FindOrAdd(key[..(contactId.Length + 1 + id.Length)]) < _keys.Count)
            return false;
        _keys.Add(Math.Max(1, PartitionMap.Hash(contactId) ^ (PartitionMap.Hash(id) * 0x9e3779b97f4a7c15)));
        return true;
    }
}
