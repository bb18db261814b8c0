namespace CustomerJourneys.Storage.Activities;

/// <summary>Keeps the bytes that were read last of blobs that never change, up to so many in all. For several threads.</summary>
internal sealed class RangeCache(long capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Blob, long Offset, long Length), LinkedListNode<Range>> _nodes = [];
    private readonly LinkedList<Range> _byUse = new();
    private long _size;

    /// <summary>The bytes, if they are here, or else read and kept.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="offset">Where they begin.</param>
    /// <param name="length">How many they are.</param>
    /// <param name="read">Reads them.</param>
    public async Task<ReadOnlyMemory<byte>> GetAsync(string blob, long offset, long length, Func<Task<ReadOnlyMemory<byte>>> read)
    {
        var key = (blob, offset, length);
        lock (_lock)
        {
            if (_nodes.TryGetValue(key, out var node))
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
                return node.Value.Bytes;
            }
        }

        // Two may read the same at once; the later one's bytes stay.
        var bytes = await read();
        if (bytes.Length > capacity / 8)
            return bytes;
        lock (_lock)
        {
            if (_nodes.Remove(key, out var old))
                Remove(old);
            _nodes.Add(key, _byUse.AddFirst(new Range(key, bytes)));
            _size += bytes.Length;
            while (_size > capacity)
            {
                _nodes.Remove(_byUse.Last!.Value.Key);
                Remove(_byUse.Last);
            }
        }

        return bytes;
    }

    private void Remove(LinkedListNode<Range> node)
    {
        _byUse.Remove(node);
        _size -= node.Value.Bytes.Length;
    }

    private readonly record struct Range((string Blob, long Offset, long Length) Key, ReadOnlyMemory<byte> Bytes);
}
