namespace CustomerJourneys.Recalculation;

/// <summary>
/// Which run a journey belongs to. A journey names the run requested last, and that run knows which one it took the journey over from: a chain, from
/// the newest back.
/// </summary>
public static class RunInForce
{
    /// <summary>
    /// The run that tells what the results of a journey are worth: the one that the journey names; where it was cancelled, the one before it, which may
    /// still run, so that a cancelled run restores what held before.
    /// </summary>
    /// <param name="runs">The runs.</param>
    /// <param name="journeyId">The journey.</param>
    /// <param name="named">The run that it names.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>The run, or <see langword="null"/> when the named one was not recorded.</returns>
    public static async Task<RecalculationRun?> FindInForceAsync(
        this IRecalculationStore runs, string journeyId, string named, CancellationToken cancellation) =>
        await FindInForceAsync(journeyId, named, id => runs.FindAsync(id, cancellation));

    /// <summary>The same for whoever asks for many journeys, and reads each run once.</summary>
    /// <param name="journeyId">The journey.</param>
    /// <param name="named">The run that it names.</param>
    /// <param name="find">Finds a run, as it was after the journey was seen to name it.</param>
    internal static async Task<RecalculationRun?> FindInForceAsync(string journeyId, string named, Func<string, Task<RecalculationRun?>> find)
    {
        var run = await find(named);
        while (run is { Status: RecalculationStatus.Cancelled }
            && run.BeforeOf(journeyId) is { } before
            && await find(before) is { } earlier)
            run = earlier;
        return run;
    }

    /// <summary>
    /// Whether a journey is still a run's to evaluate: it names the run, or one that came after it and took nothing from it. A save names a run
    /// that comes after none, and so takes its journey away from all.
    /// </summary>
    /// <param name="runs">The runs.</param>
    /// <param name="recalculationId">The run that asks.</param>
    /// <param name="journeyId">The journey.</param>
    /// <param name="named">The run that the journey names.</param>
    /// <param name="cancellation">Stops.</param>
    public static async Task<bool> IsHeldAsync(
        this IRecalculationStore runs, string recalculationId, string journeyId, string named, CancellationToken cancellation)
    {
        var id = named;
        while (id != recalculationId)
        {
            if ((await runs.FindAsync(id, cancellation))?.BeforeOf(journeyId) is not { } before)
                return false;
            id = before;
        }

        return true;
    }
}
