namespace CustomerJourneys.Journeys;

/// <summary>A journey without its definition: cheap to read for all journeys at once.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Its version.</param>
/// <param name="RecalculationId">The recalculation that was requested last for it.</param>
public sealed record JourneyHead(string Id, int Version, string RecalculationId);
