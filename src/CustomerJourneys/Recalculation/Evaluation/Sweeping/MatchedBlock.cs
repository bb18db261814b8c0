using System.Runtime.InteropServices;

namespace CustomerJourneys.Recalculation.Evaluation.Sweeping;

/// <summary>
/// The rows of a block of contacts whose values pass, as a posting list again. Where values need no look it is the part itself; else what passes is copied
/// together, which costs less than to look at values in between. One is used again for block after block.
/// </summary>
internal sealed class MatchedBlock
{
    private int[] _contacts = [];
    private int[] _starts = [];
    private int[] _places = [];
    private long[] _runTimes = [];
    private long[] _times = [];
    private readonly ulong[] _members = new ulong[PartitionSweep.BlockContacts / 64];

    /// <summary>The contact of each run.</summary>
    public int[] RunContacts { get; private set; } = [];

    /// <summary>The first row of each run, and one more.</summary>
    public int[] RunStarts { get; private set; } = [];

    /// <summary>The first time of each run.</summary>
    public long[] RunTimes { get; private set; } = [];

    /// <summary>The times, ascending inside a run.</summary>
    public long[] Times { get; private set; } = [];

    /// <summary>The first run of the block.</summary>
    public int First { get; private set; }

    /// <summary>Behind the last run of the block.</summary>
    public int End { get; private set; }

    /// <summary>Which contacts of the block have a run: from <see cref="FirstMember"/> on one bit a contact, 64 a word, the lowest bit first.</summary>
    public ulong[] Members { get; private set; } = [];

    /// <summary>The word of the block's first contact.</summary>
    public int FirstMember { get; private set; }

    /// <summary>Takes the rows of a block of contacts.</summary>
    /// <param name="rows">What matches; its span of time is left to the caller.</param>
    /// <param name="first">The first contact of the block.</param>
    /// <param name="since">For each contact the time from which on rows count: who has <see cref="PartitionEvaluation.Unreached"/> may be left out.</param>
    public void Take(MatchedRows rows, int first, ReadOnlySpan<long> since)
    {
        var columns = rows.Columns;
        (First, End) = (columns.Contacts.CountBelow(first), columns.Contacts.CountBelow(first + since.Length));
        if (rows.IsByTime || First == End)
        {
            (Members, FirstMember) = (columns.Contacts.Words, first / 64);
            (RunContacts, RunStarts, RunTimes, Times) = (columns.RunContacts, columns.RunStarts, columns.RunTimes, columns.Times);
            return;
        }

        Reserve(End - First, columns.RunStarts[End] - columns.RunStarts[First]);
        var runs = IsSparse(since) ? TakeReached(rows, first, since) : TakeAll(rows);
        (RunContacts, RunStarts, RunTimes, Times, First, End) = (_contacts, _starts, _runTimes, _times, 0, runs);
        (Members, FirstMember) = (_members, 0);
        Array.Clear(_members);
        for (var run = 0; run < runs; run++)
        {
            _runTimes[run] = _times[_starts[run]];
            var i = _contacts[run] - first;
            _members[i >> 6] |= 1UL << i;
        }
    }

    // Looking at who is out takes a guess a run, which pays only where most are.
    private static bool IsSparse(ReadOnlySpan<long> since)
    {
        var unreached = since.Count(PartitionEvaluation.Unreached);
        return unreached > since.Length / 4 * 3;
    }

    private int TakeReached(MatchedRows rows, int first, ReadOnlySpan<long> since)
    {
        var columns = rows.Columns;
        var (count, runs) = (0, 0);
        for (var run = First; run < End; run++)
        {
            if (since[columns.RunContacts[run] - first] == PartitionEvaluation.Unreached)
                continue;
            _contacts[runs] = columns.RunContacts[run];
            _starts[runs] = count;
            for (var row = columns.RunStarts[run]; row < columns.RunStarts[run + 1]; row++)
            {
                if (rows.Passes(row))
                    _times[count++] = columns.Times[row];
            }

            runs += count > _starts[runs] ? 1 : 0;
        }

        _starts[runs] = count;
        return runs;
    }

    // Neither which rows pass nor how long runs are can be guessed, so nothing here branches on it: first where each row goes, then the runs.
    private int TakeAll(MatchedRows rows)
    {
        var columns = rows.Columns;
        var start = columns.RunStarts[First];
        var count = rows.CopyPassing(start, columns.RunStarts[End], _times, _places);
        ref var contacts = ref MemoryMarshal.GetArrayDataReference(columns.RunContacts);
        ref var starts = ref MemoryMarshal.GetArrayDataReference(columns.RunStarts);
        var (runs, from) = (0, 0);
        for (var run = First; run < End; run++)
        {
            var end = _places[starts.At(run + 1) - start];
            _contacts[runs] = contacts.At(run);
            _starts[runs] = from;
            // One more if the run is not empty.
            runs += (int)((uint)(from - end) >> 31);
            from = end;
        }

        _starts[runs] = count;
        return runs;
    }

    private void Reserve(int runs, int rows)
    {
        if (_contacts.Length <= runs)
            (_contacts, _starts, _runTimes) = (new int[(runs + 1) * 2], new int[(runs + 1) * 2], new long[(runs + 1) * 2]);
        if (_times.Length <= rows)
            (_times, _places) = (new long[(rows + 1) * 2], new int[(rows + 1) * 2]);
    }
}
