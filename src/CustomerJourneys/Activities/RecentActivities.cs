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

    public bool Contains(Activity activity)
    {
        lock (_lock)
            return _known.Contains(KeyOf(activity));
    }

    public void Add(IEnumerable<Activity> activities)
    {
        lock (_lock)
        {
            foreach (var key in activities.Select(KeyOf).Where(key => _known.Add(key)))
            {
                if (_ring[_next] != 0)
                    _known.Remove(_ring[_next]);
                _ring[_next] = key;
                _next = (_next + 1) % _ring.Length;
            }
        }
    }

    // 0 marks an empty place in the ring.
    private static ulong KeyOf(Activity activity) =>
        Math.Max(1, PartitionMap.Hash(activity.ContactId) ^ (PartitionMap.Hash(activity.Id) * 0x9e3779b97f4a7c15));
}
