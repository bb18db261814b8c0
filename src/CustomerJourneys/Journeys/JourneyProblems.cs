using CustomerJourneys.Problems;

namespace CustomerJourneys.Journeys;

/// <summary>Problems that several features answer with.</summary>
public static class JourneyProblems
{
    /// <summary>There is no journey of this id.</summary>
    public static ProblemException NotFound() => ProblemException.NotFound("journey_not_found", "There is no journey of this id.");
}
