using CustomerJourneys.Results.States;

namespace CustomerJourneys.Results.Lists;

/// <summary>
/// Goes through the list of a stage in one partition. It knows a lower bound of what comes next without reading, so that a block is read only
/// when the merge has come to it.
/// </summary>
internal sealed class StageListCursor
{
    private readonly IReadOnlyList<StageBlock> _blocks;
    private readonly bool _stoppedOnly;
    private readonly StageKey? _after;
    private readonly Func<int, Task<StageEntry[]>> _read;
    private StageEntry[] _entries = [];
    private int _position;
    private int _next;

    /// <summary>Creates a cursor.</summary>
    /// <param name="stage">The stage's index.</param>
    /// <param name="stoppedOnly">Whether only those who reached no later stage are listed.</param>
    /// <param name="after">Where an earlier page ended; what is up to there is left out.</param>
    /// <param name="read">Reads a block by its number.</param>
    public StageListCursor(StageIndex stage, bool stoppedOnly, StageKey? after, Func<int, Task<StageEntry[]>> read)
    {
        (_blocks, _stoppedOnly, _after, _read) = (stage.Blocks, stoppedOnly, after, read);
        _next = BlockAt(after is { } key ? FindBlock(key) : 0);
    }

    /// <summary>Whether an entry is at hand.</summary>
    public bool HasEntry => _position < _entries.Length;

    /// <summary>Whether nothing comes any more.</summary>
    public bool IsAtEnd => !HasEntry && _next == _blocks.Count;

    /// <summary>The key of the entry at hand, or else one that is not after the next entry's.</summary>
    public StageKey Key => HasEntry ? _entries[_position].Key : Bound;

    /// <summary>The block that is being read, if one is.</summary>
    public Task<StageEntry[]>? Reading { get; private set; }

    private StageKey Bound =>
        _after is { } after && after.CompareTo(_blocks[_next].Start) > 0 ? after : _blocks[_next].Start;

    /// <summary>Takes the entry at hand.</summary>
    public StageEntry Take() => _entries[_position++];

    /// <summary>Begins to read the next block, if there is one and nothing is being read.</summary>
    public void StartReading()
    {
        if (_next < _blocks.Count)
            Reading ??= _read(_next);
    }

    /// <summary>Waits for the next block. It may hold nothing that is after the earlier page.</summary>
    public async Task ReadAsync()
    {
        StartReading();
        _entries = await Reading!;
        Reading = null;
        _next = BlockAt(_next + 1);
        _position = 0;
        while (_after is { } after && HasEntry && _entries[_position].Key.CompareTo(after) <= 0)
            _position++;
    }

    // The first block from here on that holds anything of this list.
    private int BlockAt(int number)
    {
        while (_stoppedOnly && number < _blocks.Count && _blocks[number].Stopped == 0)
            number++;
        return number;
    }

    // The last block that starts at or before the key: the blocks before it hold nothing after the key.
    private int FindBlock(StageKey key)
    {
        var (low, high) = (0, _blocks.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_blocks[middle].Start.CompareTo(key) <= 0)
                low = middle + 1;
            else
                high = middle;
        }

        return Math.Max(0, low - 1);
    }
}
