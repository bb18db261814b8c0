namespace CustomerJourneys.Recalculation.Evaluation.Sweeping;

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
