namespace CustomerJourneys.Recalculation.Evaluation;

/// <summary>Says for many contacts at once when a condition is first met.</summary>
internal abstract class ConditionSweep
{
    /// <summary>Sweeps a block of contacts. Blocks are swept in order, each once a stage.</summary>
    /// <param name="first">The first contact of the block.</param>
    /// <param name="since">For each contact the time from which on activities count; <see cref="PartitionEvaluation.Unreached"/> to pass it over.</param>
    /// <param name="times">Takes when the condition is met; <see cref="PartitionEvaluation.Unreached"/> for never.</param>
    /// <param name="ties">
    /// Is set for contacts with an activity at the very time from which on they count, which a stage before may have used; empty where that cannot matter.
    /// </param>
    public abstract void Sweep(int first, ReadOnlySpan<long> since, Span<long> times, Span<bool> ties);

    /// <summary>The runs of a part that belong to a block of contacts.</summary>
    protected static (int First, int End) RunsOf(int[] runContacts, int first, int count) =>
        (LowerBound(runContacts, first), LowerBound(runContacts, first + count));

    private static int LowerBound(int[] runContacts, int contact)
    {
        var run = Array.BinarySearch(runContacts, contact);
        return run < 0 ? ~run : run;
    }
}

/// <summary>A condition that holds, or does not, whatever a contact did: met before every time, or never.</summary>
/// <param name="holds">Whether it holds of a contact.</param>
internal sealed class HoldingSweep(Func<int, bool> holds) : ConditionSweep
{
    public override void Sweep(int first, ReadOnlySpan<long> since, Span<long> times, Span<bool> ties)
    {
        for (var i = 0; i < times.Length; i++)
            times[i] = holds(first + i) ? PartitionEvaluation.NoTime : PartitionEvaluation.Unreached;
    }
}

/// <summary>"At least so many activities": met by the last of the first so many that are not used yet.</summary>
/// <param name="rows">The activities.</param>
/// <param name="atLeast">How many.</param>
/// <param name="used">For each contact behind which row everything is unused; shared by stages that ask for the same, <see langword="null"/> where no other does.</param>
internal sealed class CountingSweep(MergedRows rows, int atLeast, int[]? used) : ConditionSweep
{
    public override void Sweep(int first, ReadOnlySpan<long> since, Span<long> times, Span<bool> ties)
    {
        times.Fill(PartitionEvaluation.Unreached);
        var (run, end) = RunsOf(rows.RunContacts, first, since.Length);
        for (; run < end; run++)
        {
            var contact = rows.RunContacts[run];
            var from = since[contact - first];
            if (from == PartitionEvaluation.Unreached)
                continue;
            var row = RowSearch.FirstAtOrAfter(rows.Times, rows.RunStarts[run], rows.RunStarts[run + 1], from);
            if (!ties.IsEmpty && row < rows.RunStarts[run + 1] && rows.Times[row] == from)
                ties[contact - first] = true;
            if (used is not null)
                row = Math.Max(row, used[contact]);
            // Written so that a great number does not overflow.
            if (atLeast > rows.RunStarts[run + 1] - row)
                continue;
            times[contact - first] = rows.Times[row + atLeast - 1];
            if (used is not null)
                used[contact] = row + atLeast;
        }
    }
}
