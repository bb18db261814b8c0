namespace CustomerJourneys.Journeys;

/// <summary>A journey as it is kept.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">1 for a new journey; rises by 1 with each save. Requesting a recalculation does not change it.</param>
/// <param name="Definition">The definition of this version.</param>
/// <param name="CreatedAt">When it was first saved.</param>
/// <param name="ModifiedAt">When this version was saved.</param>
/// <param name="RecalculationId">The recalculation that was requested last for it. It is written together with the definition, so that a crash between saving and starting loses nothing.</param>
public sealed record StoredJourney(
    string Id,
    int Version,
    Journey Definition,
    DateTimeOffset CreatedAt,
    DateTimeOffset ModifiedAt,
    string RecalculationId);
