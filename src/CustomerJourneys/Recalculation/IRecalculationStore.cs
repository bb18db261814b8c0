namespace CustomerJourneys.Recalculation;

/// <summary>Keeps the rows of recalculations.</summary>
public interface IRecalculationStore
{
    /// <summary>Adds a run unless one with this id exists.</summary>
    /// <returns>Whether it was added.</returns>
    Task<bool> TryAddAsync(RecalculationRun run, CancellationToken cancellation);

    /// <summary>The run, or <see langword="null"/>.</summary>
    Task<RecalculationRun?> FindAsync(string recalculationId, CancellationToken cancellation);

    /// <summary>
    /// Changes a run atomically: reads it, applies <paramref name="change"/>, writes it if nobody else wrote in between, else reads and applies again.
    /// </summary>
    /// <param name="recalculationId">Which run.</param>
    /// <param name="change">Gives the changed run, or <see langword="null"/> to leave it as it is. May be called several times.</param>
    /// <param name="cancellation">Stops trying.</param>
    /// <returns>The run as it is stored afterwards, or <see langword="null"/> when there is none.</returns>
    Task<RecalculationRun?> ChangeAsync(string recalculationId, Func<RecalculationRun, RecalculationRun?> change, CancellationToken cancellation);

    /// <summary>All runs that have not ended.</summary>
    Task<IReadOnlyList<RecalculationRun>> ListOpenAsync(CancellationToken cancellation);

    /// <summary>The runs that were requested for this journey alone and have ended, in any order.</summary>
    Task<IReadOnlyList<RecalculationRun>> ListEndedOfAsync(string journeyId, CancellationToken cancellation);

    /// <summary>Deletes the row of a run that has ended; the row of an open one stays.</summary>
    Task DeleteAsync(string recalculationId, CancellationToken cancellation);

    /// <summary>Deletes the rows of runs that ended before a time, but for some.</summary>
    /// <param name="time">The time.</param>
    /// <param name="kept">The runs that stay all the same.</param>
    /// <param name="cancellation">Stops between rows; a repeat does the rest.</param>
    /// <returns>How many were deleted.</returns>
    Task<int> DeleteFinishedBeforeAsync(DateTimeOffset time, IReadOnlySet<string> kept, CancellationToken cancellation);
}
