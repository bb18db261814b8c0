using CustomerJourneys.Problems;
using CustomerJourneys.Results;
using CustomerJourneys.Scheduling;

namespace CustomerJourneys.Journeys;

/// <summary>Creates, changes, deletes and lists journeys. Each save names the recalculation that it requests in the same write.</summary>
public sealed class JourneyCatalog(
    IJourneyStore journeys, IResultStore results, IStageStateStore states, IScheduleStore schedules, IdSource ids, TimeProvider time)
{
    /// <summary>The most journeys on one page.</summary>
    public const int MaxPage = 1000;

    /// <summary>How many journeys a page has when the caller does not say.</summary>
    public const int DefaultPage = 50;

    /// <summary>Saves a new journey.</summary>
    /// <param name="json">The definition as UTF-8 JSON; see <see cref="JourneyJson"/>.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task<StoredJourney> CreateAsync(ReadOnlyMemory<byte> json, CancellationToken cancellation)
    {
        var schedule = await schedules.ReadAsync(cancellation);
        var definition = JourneyJson.Read(json, ids, scheduledByDefault: schedule.Enabled, knownStageIds: []);
        var now = time.GetUtcNow();
        var journey = new StoredJourney(ids.NewId(), 1, definition, now, now, ids.NewId());
        await journeys.AddAsync(journey, cancellation);
        return journey;
    }

    /// <summary>The journey.</summary>
    /// <exception cref="ProblemException"><c>journey_not_found</c>.</exception>
    public async Task<StoredJourney> FindAsync(string journeyId, CancellationToken cancellation) =>
        await journeys.FindAsync(journeyId, cancellation) ?? throw JourneyProblems.NotFound();

    /// <summary>Saves the next version of a journey.</summary>
    /// <param name="journeyId">The journey.</param>
    /// <param name="isExpected">Whether the caller means this version; see <c>If-Match</c>.</param>
    /// <param name="json">The definition as UTF-8 JSON.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="ProblemException"><c>journey_not_found</c>, or <c>journey_changed</c> when somebody else saved first.</exception>
    public async Task<StoredJourney> ReplaceAsync(string journeyId, Func<int, bool> isExpected, ReadOnlyMemory<byte> json, CancellationToken cancellation)
    {
        var present = await FindExpectedAsync(journeyId, isExpected, cancellation);
        var definition = JourneyJson.Read(
            json, ids, scheduledByDefault: present.Definition.ScheduledRecalculation, knownStageIds: [.. present.Definition.Stages.Select(stage => stage.Id)]);
        var next = present with
        {
            Version = present.Version + 1,
            Definition = definition,
            ModifiedAt = time.GetUtcNow(),
            RecalculationId = ids.NewId(),
        };
        return await journeys.ReplaceAsync(next, present.Version, cancellation) ? next : throw Changed();
    }

    /// <summary>Deletes a journey with its results and lists.</summary>
    /// <exception cref="ProblemException"><c>journey_not_found</c>, or <c>journey_changed</c> when somebody else saved first.</exception>
    public async Task DeleteAsync(string journeyId, Func<int, bool> isExpected, CancellationToken cancellation)
    {
        var present = await FindExpectedAsync(journeyId, isExpected, cancellation);
        if (!await journeys.DeleteAsync(journeyId, present.Version, cancellation))
            throw Changed();
        await results.DeleteAsync(journeyId, cancellation);
        await states.DeleteAllButAsync(journeyId, [], TimeSpan.Zero, cancellation);
    }

    /// <summary>Lists journeys, newest first.</summary>
    /// <param name="search">A part of the display name.</param>
    /// <param name="top">How many at most; <see langword="null"/> for <see cref="DefaultPage"/>.</param>
    /// <param name="continuation">The token of the previous page.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="ProblemException"><c>top_out_of_range</c>, <c>continuation_invalid</c>.</exception>
    public Task<Page<StoredJourney>> ListAsync(string? search, int? top, string? continuation, CancellationToken cancellation) =>
        top is < 1 or > MaxPage
            ? throw ProblemException.Invalid("top", "top_out_of_range", $"A page has 1 to {MaxPage} items.")
            : journeys.ListAsync(search, top ?? DefaultPage, continuation, cancellation);

    private async Task<StoredJourney> FindExpectedAsync(string journeyId, Func<int, bool> isExpected, CancellationToken cancellation)
    {
        var present = await FindAsync(journeyId, cancellation);
        return isExpected(present.Version) ? present : throw Changed();
    }

    private static ProblemException Changed() =>
        new(ProblemKind.PreconditionFailed, "journey_changed", "Somebody else changed this journey in the meantime: read it again, then repeat the change.");
}
