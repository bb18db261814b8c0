namespace CustomerJourneys.Activities;

/// <summary>
/// Remembers which activities were lately made durable by this process, to count repeats. It decides no more than a number in an answer:
/// it keeps hashes, and what it has forgotten or never saw is dropped when the log is folded.
/// </summary>
internal sealed class RecentActivities(int capacity)
{
    private readonly Lock _lock = new();
    private readonly ulong[] _ring = new ulong[capacity];
    private readonly HashSet<ulong> _known = new(capacity);
    private int _next;

    /// <summary>How many of these are known.</summary>
    /// <param name="keys">Hashes of contact and id; 0 marks an empty place in the ring, and is none.</param>
    public int CountKnown(IReadOnlyList<ulong> keys)
    {
        lock (_lock)
            return keys.Count(_known.Contains);
    }

    /// <summary>Remembers them.</summary>
    public void Add(IReadOnlyList<ulong> keys)
    {
        lock (_lock)
        {
            foreach (var key in keys)
            {
                if (!_known.Add(key))
                    continue;
                if (_ring[_next] != 0)
                    _known.Remove(_ring[_next]);
                _ring[_next] = key;
                _next = (_next + 1) % _ring.Length;
            }
        }
    }
}
