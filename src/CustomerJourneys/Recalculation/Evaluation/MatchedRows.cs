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

    private readonly (int[] Codes, bool[] Passes)[] _tests;

    internal MatchedRows(ActivityColumns columns, long from, long to, (int[] Codes, bool[] Passes)[] tests)
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
            if (!passes[codes[row]])
                return false;
        }

        return true;
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
