namespace CustomerJourneys.Results;

/// <summary>Keeps results. Each journey has one current result, swapped as a whole.</summary>
public interface IResultStore
{
    /// <summary>
    /// Makes a result the current one, and adds it to the history. Nothing happens when it does not take the place of the present one: see
    /// <see cref="JourneyResult.Replaces"/>.
    /// A reader sees the earlier result or this one, never a mixture.
    /// </summary>
    /// <returns>Whether the result is the current one now.</returns>
    Task<bool> PublishAsync(JourneyResult result, CancellationToken cancellation);

    /// <summary>The current result of a journey, or <see langword="null"/>.</summary>
    Task<JourneyResult?> FindCurrentAsync(string journeyId, CancellationToken cancellation);

    /// <summary>The result with this id, current or earlier, or <see langword="null"/>.</summary>
    Task<JourneyResult?> FindAsync(string journeyId, string resultId, CancellationToken cancellation);

    /// <summary>The results of a journey, newest first by id.</summary>
    /// <param name="journeyId">The journey.</param>
    /// <param name="top">How many at most, 1 to 1,000.</param>
    /// <param name="continuation">The token of the previous page. A token that was not issued by this list is a <c>continuation_invalid</c> problem.</param>
    /// <param name="cancellation">Stops reading.</param>
    Task<Page<JourneyResult>> ListAsync(string journeyId, int top, string? continuation, CancellationToken cancellation);

    /// <summary>Deletes all results of a journey.</summary>
    Task DeleteAsync(string journeyId, CancellationToken cancellation);
}
