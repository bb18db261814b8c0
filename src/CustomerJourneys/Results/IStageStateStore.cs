namespace CustomerJourneys.Results;

/// <summary>
/// Keeps the stage states: per journey, run and partition one immutable blob in the format of <c>StageStates</c>,
/// from which the lists of contacts are read.
/// </summary>
public interface IStageStateStore
{
    /// <summary>Saves the states of one partition; a repeat replaces them.</summary>
    Task SaveAsync(string journeyId, string recalculationId, int partition, ReadOnlyMemory<byte> states, CancellationToken cancellation);

    /// <summary>
    /// Reads a range of the states of one partition.
    /// </summary>
    /// <param name="journeyId">The journey.</param>
    /// <param name="recalculationId">The run.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="offset">Where the range begins; a negative one counts from the end, but not beyond the beginning.</param>
    /// <param name="length">How long it is at most.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <returns>The bytes, fewer when the blob is shorter; <see langword="null"/> when there are no such states.</returns>
    Task<byte[]?> ReadAsync(string journeyId, string recalculationId, int partition, long offset, int length, CancellationToken cancellation);

    /// <summary>Deletes states of single partitions.</summary>
    /// <param name="journeyId">The journey.</param>
    /// <param name="isNeedless">Asked for each run and partition that there are states of.</param>
    /// <param name="minimumAge">States saved more recently than this stay.</param>
    /// <param name="cancellation">Stops between deletions; a repeat does the rest.</param>
    Task DeleteWhereAsync(string journeyId, Func<string, int, bool> isNeedless, TimeSpan minimumAge, CancellationToken cancellation);

    /// <summary>Deletes the states of all runs of a journey but those kept.</summary>
    /// <param name="journeyId">The journey.</param>
    /// <param name="keptRecalculationIds">The runs whose states stay.</param>
    /// <param name="minimumAge">States saved more recently than this stay too.</param>
    /// <param name="cancellation">Stops between deletions; a repeat does the rest.</param>
    Task DeleteAllButAsync(string journeyId, IReadOnlyCollection<string> keptRecalculationIds, TimeSpan minimumAge, CancellationToken cancellation);
}
