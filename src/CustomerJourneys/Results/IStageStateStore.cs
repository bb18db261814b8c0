namespace CustomerJourneys.Results;

/// <summary>
/// Keeps the stage states: per run and partition one immutable blob, from which the lists of contacts of the run's journeys are read. The format is in
/// <c>docs/stage-states-format.md</c>.
/// </summary>
public interface IStageStateStore
{
    /// <summary>Holds a piece of states that are too large for one request. Nobody sees it before <see cref="SaveAsync"/>.</summary>
    /// <param name="recalculationId">The run.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="piece">Its place among the pieces, from 0; a repeat replaces it.</param>
    /// <param name="bytes">The piece.</param>
    /// <param name="cancellation">Stops.</param>
    Task StageAsync(string recalculationId, int partition, int piece, ReadOnlyMemory<byte> bytes, CancellationToken cancellation);

    /// <summary>Saves the states of one partition; a repeat replaces them.</summary>
    /// <param name="recalculationId">The run.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="front">What they begin with.</param>
    /// <param name="pieces">How many pieces were staged: they follow it.</param>
    /// <param name="rest">What comes after them.</param>
    /// <param name="cancellation">Stops.</param>
    Task SaveAsync(
        string recalculationId, int partition, ReadOnlyMemory<byte> front, int pieces, ReadOnlyMemory<byte> rest, CancellationToken cancellation);

    /// <summary>Reads a range of the states of one partition.</summary>
    /// <param name="recalculationId">The run.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="offset">Where the range begins.</param>
    /// <param name="length">How long it is at most.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <returns>The bytes, fewer when the blob is shorter; <see langword="null"/> when there are no such states.</returns>
    Task<byte[]?> ReadAsync(string recalculationId, int partition, long offset, int length, CancellationToken cancellation);

    /// <summary>The runs of which there are states, and when the last of these were saved.</summary>
    Task<IReadOnlyDictionary<string, DateTimeOffset>> ListSavedAsync(CancellationToken cancellation);

    /// <summary>Deletes the states of a run.</summary>
    /// <param name="recalculationId">The run.</param>
    /// <param name="cancellation">Stops between deletions; a repeat does the rest.</param>
    Task DeleteAsync(string recalculationId, CancellationToken cancellation);
}
