namespace CustomerJourneys.Journeys;

/// <summary>The mark that a deleted journey leaves, written in the same update that deletes it, until all that belonged to it is removed.</summary>
/// <param name="Id">The journey's id.</param>
/// <param name="QuietSince">
/// Since when nothing is known to write anything of the journey: when it was deleted, or when a run with it was last met that had not ended.
/// </param>
public sealed record DeletedJourney(string Id, DateTimeOffset QuietSince);
