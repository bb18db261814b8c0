namespace CustomerJourneys.Recalculation;

/// <summary>Which run tells what the results of a journey are worth.</summary>
public static class RunInForce
{
    /// <summary>
    /// The run in force of a journey that names <paramref name="recalculationId"/>: that one; where it was cancelled, the one before it, which may
    /// still run, so that a cancelled run restores what held before.
    /// </summary>
    /// <returns>The run, or <see langword="null"/> when the named one was not recorded.</returns>
    public static async Task<RecalculationRun?> FindInForceAsync(this IRecalculationStore runs, string recalculationId, CancellationToken cancellation)
    {
        var run = await runs.FindAsync(recalculationId, cancellation);
        while (run is { Status: RecalculationStatus.Cancelled, After: { } before } && await runs.FindAsync(before, cancellation) is { } earlier)
            run = earlier;
        return run;
    }
}
