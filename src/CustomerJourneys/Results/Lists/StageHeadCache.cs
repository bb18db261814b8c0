using System.Diagnostics.CodeAnalysis;

namespace CustomerJourneys.Results.Lists;

/// <summary>
/// Keeps the heads used last, since every page of a list needs those of all partitions. States never change, so neither do heads.
/// Bounded by how many blocks they index, which is what their memory goes by. For several threads.
/// </summary>
/// <param name="capacity">How many blocks, at about 50 bytes each; a head counts as 16 more.</param>
internal sealed class StageHeadCache(int capacity)
{
    private const int BlocksAHead = 16;
    private readonly Lock _lock = new();
    private readonly Dictionary<StageStatesId, LinkedListNode<(StageStatesId Id, FoundStates States)>> _nodes = [];
    private readonly LinkedList<(StageStatesId Id, FoundStates States)> _byUse = new();
    private long _size;

    public bool TryGet(StageStatesId id, [MaybeNullWhen(false)] out FoundStates states)
    {
        lock (_lock)
        {
            if (!_nodes.TryGetValue(id, out var node))
            {
                states = null;
                return false;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            states = node.Value.States;
            return true;
        }
    }

    public void Add(StageStatesId id, FoundStates states)
    {
        if (SizeOf(states) > capacity)
            return;
        lock (_lock)
        {
            Remove(id);
            _nodes.Add(id, _byUse.AddFirst((id, states)));
            _size += SizeOf(states);
            while (_size > capacity)
                Remove(_byUse.Last!.Value.Id);
        }
    }

    private void Remove(StageStatesId id)
    {
        if (!_nodes.Remove(id, out var node))
            return;
        _byUse.Remove(node);
        _size -= SizeOf(node.Value.States);
    }

    // An id that is replaced takes about twice as much as a block.
    private static int SizeOf(FoundStates states) => BlocksAHead + states.Head.Stages.Sum(stage => stage.Blocks.Count) + (2 * (states.Head.Replaced?.Count ?? 0));
}
