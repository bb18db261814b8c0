using CustomerJourneys.Results.States;

namespace CustomerJourneys.Results.Lists;

/// <summary>
/// Goes through the list of a stage in one partition, by time. It knows a lower bound of what comes next without reading, so that blocks are read only
/// when the merge has come to them.
/// </summary>
internal sealed class StageListCursor
{
    private readonly IReadOnlyList<StageBlock> _blocks;
    private readonly bool _stoppedOnly;
    private readonly long _since;
    private readonly Func<int, int, Task<StageEntries>> _read;
    private StageEntries _entries = new([], []);
    private int _position;
    private int _next;
    private int _count;

    /// <summary>Creates a cursor.</summary>
    /// <param name="part">Whose list it goes through.</param>
    /// <param name="stage">The stage, counted from 1.</param>
    /// <param name="stoppedOnly">Whether only those who reached no later stage are listed.</param>
    /// <param name="since">The time at which an earlier page ended; what is before is left out.</param>
    /// <param name="read">Reads neighbouring blocks: the first one's number, and how many.</param>
    public StageListCursor(StageListPart part, int stage, bool stoppedOnly, long since, Func<int, int, Task<StageEntries>> read)
    {
        Part = part;
        (_blocks, _stoppedOnly, _since, _read) = (part.States.Head.Stages[stage - 1].Blocks, stoppedOnly, since, read);
        GoTo(FindBlock(since));
    }

    /// <summary>Whose list it goes through.</summary>
    public StageListPart Part { get; }

    /// <summary>Whether an entry is at hand.</summary>
    public bool HasEntry => _position < _entries.Times.Length;

    /// <summary>Whether nothing comes any more.</summary>
    public bool IsAtEnd => !HasEntry && _next == _blocks.Count;

    /// <summary>The time of the entry at hand, or else one that is not after the next entry's.</summary>
    public long Time => HasEntry ? _entries.Times[_position] : Math.Max(_since, _blocks[_next].Start);

    /// <summary>The blocks that are being read, if any are.</summary>
    public Task<StageEntries>? Reading { get; private set; }

    /// <summary>Takes the entry at hand, and gives its contact.</summary>
    public int Take() => _entries.Contacts[_position++];

    /// <summary>Begins to read the next blocks, if there are any and nothing is being read.</summary>
    public void StartReading()
    {
        if (_next < _blocks.Count)
            Reading ??= _read(_next, _count);
    }

    /// <summary>Waits for the next blocks. They may hold nothing that is wanted.</summary>
    public async Task ReadAsync()
    {
        StartReading();
        _entries = await Reading!;
        Reading = null;
        GoTo(_next + _count);
        _position = 0;
        while (HasEntry && _entries.Times[_position] < _since)
            _position++;
    }

    // The first block from here on that holds anything of this list, and those after it up to as many entries as one block should have.
    private void GoTo(int number)
    {
        while (number < _blocks.Count && Listed(number) == 0)
            number++;
        (_next, _count) = (number, 0);
        for (var entries = 0; number < _blocks.Count && entries + _blocks[number].Entries <= StageStatesFormat.MaxBlockEntries; number++)
        {
            entries += _blocks[number].Entries;
            _count++;
        }

        // One that is larger is read alone.
        if (_count == 0 && _next < _blocks.Count)
            _count = 1;
    }

    private int Listed(int block) => _stoppedOnly ? _blocks[block].Stopped : _blocks[block].Entries;

    // The last block that starts at or before the time: those before it hold nothing from then on.
    private int FindBlock(long time)
    {
        var (low, high) = (0, _blocks.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_blocks[middle].Start <= time)
                low = middle + 1;
            else
                high = middle;
        }

        return Math.Max(0, low - 1);
    }
}
