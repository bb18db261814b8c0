using CustomerJourneys.Activities;
using CustomerJourneys.Activities.Segments;

namespace CustomerJourneys.Recalculation.Evaluation;

/// <summary>The rows of a part that one matcher matches: those in a span of time whose values pass. Rows are looked at when they are asked about.</summary>
public sealed class MatchedRows
{
    /// <summary>Not after any time.</summary>
    public const long Beginning = SegmentLimits.MinTime;

    /// <summary>After every time.</summary>
    public const long End = SegmentLimits.MaxTime + 1;

    private readonly (int[] Codes, byte[] Passes)[] _tests;

    internal MatchedRows(ActivityColumns columns, long from, long to, (int[] Codes, byte[] Passes)[] tests)
    {
        Columns = columns;
        From = Math.Max(from, Beginning);
        To = Math.Min(to, End);
        _tests = tests;
    }

    /// <summary>The part.</summary>
    public ActivityColumns Columns { get; }

    /// <summary>The first time that matches.</summary>
    public long From { get; }

    /// <summary>The first time after those that match; no row matches when it is not after <see cref="From"/>.</summary>
    public long To { get; }

    /// <summary>Whether no row matches, whatever its time.</summary>
    public bool IsEmpty => To <= From;

    /// <summary>Whether every row matches.</summary>
    public bool IsWhole => _tests.Length == 0 && From == Beginning && To == End;

    /// <summary>Whether rows are told apart by their times alone.</summary>
    public bool IsByTime => _tests.Length == 0;

    /// <summary>Whether a row matches.</summary>
    public bool Contains(int row) => Columns.Times[row] >= From && Columns.Times[row] < To && Passes(row);

    /// <summary>Whether a row's values pass, whatever its time.</summary>
    public bool Passes(int row)
    {
        foreach (var (codes, passes) in _tests)
        {
            if (passes[codes[row]] == 0)
                return false;
        }

        return true;
    }

    /// <summary>Copies the times of the rows whose values pass, whatever their time, without a branch on what passes.</summary>
    /// <param name="start">The first row.</param>
    /// <param name="end">Behind the last row.</param>
    /// <param name="times">Takes the times; room for one a row and one more.</param>
    /// <param name="places">Takes how many rows before each row pass, and one more; room for that.</param>
    /// <returns>How many rows pass.</returns>
    internal int CopyPassing(int start, int end, Span<long> times, Span<int> places)
    {
        var rowTimes = Columns.Times.AsSpan(start..end);
        places = places[..(rowTimes.Length + 1)];
        times = times[..(rowTimes.Length + 1)];
        var count = 0;
        if (_tests is [var (codes, passes)])
        {
            var rowCodes = codes.AsSpan(start..end);
            for (var i = 0; i < rowTimes.Length; i++)
            {
                places[i] = count;
                times[count] = rowTimes[i];
                count += passes[rowCodes[i]];
            }
        }
        else
        {
            for (var i = 0; i < rowTimes.Length; i++)
            {
                places[i] = count;
                times[count] = rowTimes[i];
                count += Passes(start + i) ? 1 : 0;
            }
        }

        places[^1] = count;
        return count;
    }

    /// <summary>How many rows match.</summary>
    public long Count()
    {
        var count = 0L;
        for (var row = 0; row < Columns.Count; row++)
            count += Contains(row) ? 1 : 0;
        return count;
    }
}
