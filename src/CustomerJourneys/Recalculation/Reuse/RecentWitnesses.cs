using CustomerJourneys.Recalculation.Evaluation;

namespace CustomerJourneys.Recalculation.Reuse;

/// <summary>
/// What the last evaluations of all contacts of a partition found, by contact number: so that a run which builds upon one need not look for the contacts who
/// changed among the stored states. It holds what the states hold, and whatever is not here is read there. For several threads.
/// </summary>
/// <param name="capacity">How many bytes it holds at most.</param>
internal sealed class RecentWitnesses(long capacity)
{
    /// <summary>The witnesses of about two journeys over a million contacts.</summary>
    public const long DefaultCapacity = 40 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string JourneyId, string Run, int Partition), LinkedListNode<Kept>> _nodes = [];
    private readonly LinkedList<Kept> _byUse = new();
    private long _size;

    /// <summary>Keeps what an evaluation of all contacts found.</summary>
    public void Keep(string journeyId, string run, int partition, PartitionEvaluation evaluation)
    {
        if (PackedWitnesses.Of(evaluation) is not { } packed || packed.Size > capacity)
            return;
        var key = (journeyId, run, partition);
        lock (_gate)
        {
            if (_nodes.Remove(key, out var old))
                Remove(old);
            _nodes.Add(key, _byUse.AddFirst(new Kept(key, packed)));
            _size += packed.Size;
            while (_size > capacity)
            {
                var last = _byUse.Last!;
                _nodes.Remove(last.Value.Key);
                Remove(last);
            }
        }
    }

    /// <summary>What an evaluation of all contacts found, if it is here.</summary>
    public PackedWitnesses? Find(string journeyId, string run, int partition)
    {
        lock (_gate)
        {
            if (!_nodes.TryGetValue((journeyId, run, partition), out var node))
                return null;
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Witnesses;
        }
    }

    private void Remove(LinkedListNode<Kept> node)
    {
        _byUse.Remove(node);
        _size -= node.Value.Witnesses.Size;
    }

    private sealed record Kept((string JourneyId, string Run, int Partition) Key, PackedWitnesses Witnesses);
}
