namespace CustomerJourneys.Storage.Activities;

/// <summary>Keeps the bytes that were read last of blobs that never change, up to so many in all. For several threads.</summary>
internal sealed class RangeCache(long capacity)
{
    /// <summary>Stands for the length of a whole blob.</summary>
    public const long Whole = -1;

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
        Keep(key, bytes);
        return bytes;
    }

    /// <summary>A whole blob, if it is here.</summary>
    public bool TryGetWhole(string blob, out ReadOnlyMemory<byte> bytes)
    {
        lock (_lock)
        {
            var found = _nodes.TryGetValue((blob, 0, Whole), out var node);
            if (found)
            {
                _byUse.Remove(node!);
                _byUse.AddFirst(node!);
            }

            bytes = found ? node!.Value.Bytes : default;
            return found;
        }
    }

    /// <summary>Keeps a whole blob that was just written.</summary>
    public void KeepWhole(string blob, ReadOnlyMemory<byte> bytes) => Keep((blob, 0, Whole), bytes);

    /// <summary>Forgets a whole blob.</summary>
    public void ForgetWhole(string blob)
    {
        lock (_lock)
        {
            if (_nodes.Remove((blob, 0, Whole), out var node))
                Remove(node);
        }
    }

    private void Keep((string Blob, long Offset, long Length) key, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > capacity / 8)
            return;
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
    }

    private void Remove(LinkedListNode<Range> node)
    {
        _byUse.Remove(node);
        _size -= node.Value.Bytes.Length;
    }

    private readonly record struct Range((string Blob, long Offset, long Length) Key, ReadOnlyMemory<byte> Bytes);
}
