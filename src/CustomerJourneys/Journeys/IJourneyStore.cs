namespace CustomerJourneys.Journeys;

/// <summary>Keeps journeys. Every write is one atomic update of one row.</summary>
public interface IJourneyStore
{
    /// <summary>Adds a new journey; its id is a new one of an <see cref="IdSource"/>, since lists are ordered by it.</summary>
    Task AddAsync(StoredJourney journey, CancellationToken cancellation);

    /// <summary>The journey, or <see langword="null"/> when there is none with this id.</summary>
    Task<StoredJourney?> FindAsync(string journeyId, CancellationToken cancellation);

    /// <summary>
    /// Replaces a journey whose version is <paramref name="expectedVersion"/>.
    /// </summary>
    /// <returns><see langword="false"/> when it is gone or has another version; nothing is written then.</returns>
    Task<bool> ReplaceAsync(StoredJourney journey, int expectedVersion, CancellationToken cancellation);

    /// <summary>
    /// Deletes a journey whose version is <paramref name="expectedVersion"/>, and keeps the mark that it is to be cleaned up: both in one write.
    /// </summary>
    /// <returns><see langword="false"/> when it is gone or has another version; nothing is written then.</returns>
    Task<bool> DeleteAsync(DeletedJourney deleted, int expectedVersion, CancellationToken cancellation);

    /// <summary>The mark of a deleted journey, or <see langword="null"/> when there is none.</summary>
    Task<DeletedJourney?> FindDeletedAsync(string journeyId, CancellationToken cancellation);

    /// <summary>The marks of all deleted journeys that are not cleaned up yet, in any order.</summary>
    Task<IReadOnlyList<DeletedJourney>> ListDeletedAsync(CancellationToken cancellation);

    /// <summary>Replaces the mark of a deleted journey; one that is gone stays so.</summary>
    Task ReplaceDeletedAsync(DeletedJourney deleted, CancellationToken cancellation);

    /// <summary>Removes the mark of a deleted journey: nothing of it is left.</summary>
    Task ForgetDeletedAsync(string journeyId, CancellationToken cancellation);

    /// <summary>
    /// Names another recalculation as the one requested last, if the present one still is <paramref name="expectedRecalculationId"/>.
    /// The version stays.
    /// </summary>
    /// <returns>
    /// Whether the journey names <paramref name="recalculationId"/> now; <see langword="false"/> when it is gone or names a third one.
    /// </returns>
    Task<bool> RequestRecalculationAsync(string journeyId, string expectedRecalculationId, string recalculationId, CancellationToken cancellation);

    /// <summary>What is told of a journey without its definition; <see langword="null"/> when there is none with this id.</summary>
    Task<JourneyHead?> FindHeadAsync(string journeyId, CancellationToken cancellation);

    /// <summary>All journeys without their definitions, newest first.</summary>
    Task<IReadOnlyList<JourneyHead>> ListHeadsAsync(CancellationToken cancellation);

    /// <summary>
    /// Lists journeys, newest first: by id, which ascends with the time of creation. A request does a bounded amount of work, so a page may be
    /// short or even empty and still have a continuation; only a page without one is the last.
    /// </summary>
    /// <param name="search">A part of the display name, compared ignoring case; <see langword="null"/> or empty for all.</param>
    /// <param name="top">How many at most, 1 to 1,000.</param>
    /// <param name="continuation">The token of the previous page. A token that was not issued by this list is a <c>continuation_invalid</c> problem.</param>
    /// <param name="cancellation">Stops reading.</param>
    Task<Page<StoredJourney>> ListAsync(string? search, int top, string? continuation, CancellationToken cancellation);
}
