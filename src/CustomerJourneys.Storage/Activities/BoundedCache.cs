using System.Diagnostics.CodeAnalysis;

namespace CustomerJourneys.Storage.Activities;

/// <summary>Keeps the values used last, up to a number of them. For several threads.</summary>
internal sealed class BoundedCache<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _nodes = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _byUse = new();

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (_lock)
        {
            if (!_nodes.TryGetValue(key, out var node))
            {
                value = default;
                return false;
            }
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            value = node.Value.Value;
            return true;
        }
    }

    public void Add(TKey key, TValue value)
    {
        lock (_lock)
        {
            if (_nodes.Remove(key, out var old))
                _byUse.Remove(old);
            _nodes.Add(key, _byUse.AddFirst((key, value)));
            if (_nodes.Count <= capacity)
                return;
            _nodes.Remove(_byUse.Last!.Value.Key);
            _byUse.RemoveLast();
        }
    }

    public void Remove(TKey key)
    {
        lock (_lock)
        {
            if (_nodes.Remove(key, out var node))
                _byUse.Remove(node);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _nodes.Clear();
            _byUse.Clear();
        }
    }
}
