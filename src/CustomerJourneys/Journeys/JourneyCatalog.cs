using CustomerJourneys.Journeys.Templates;
using CustomerJourneys.Problems;
using CustomerJourneys.Scheduling;

namespace CustomerJourneys.Journeys;

/// <summary>Creates, changes, deletes and lists journeys. Each save names the recalculation that it requests in the same write.</summary>
public sealed class JourneyCatalog(IJourneyStore journeys, IScheduleStore schedules, IdSource ids, TimeProvider time)
{
    /// <summary>The most journeys on one page.</summary>
    public const int MaxPage = 1000;

    /// <summary>How many journeys a page has when the caller does not say.</summary>
    public const int DefaultPage = 50;

    /// <summary>The longest search, in characters: no name is longer.</summary>
    public const int MaxSearch = JourneyJson.MaxName;

    /// <summary>Saves a new journey.</summary>
    /// <param name="json">The definition as UTF-8 JSON; see <see cref="JourneyJson"/>.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task<StoredJourney> CreateAsync(ReadOnlyMemory<byte> json, CancellationToken cancellation)
    {
        var definition = JourneyJson.Read(json, ids, await IsScheduledByDefaultAsync(cancellation), knownStageIds: []);
        return await AddAsync(definition, cancellation);
    }

    /// <summary>Saves a new journey from a file, or from a plain definition; stage ids that it brings are kept. See <see cref="JourneyFile"/>.</summary>
    /// <param name="json">The file as UTF-8 JSON.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task<StoredJourney> ImportAsync(ReadOnlyMemory<byte> json, CancellationToken cancellation)
    {
        var definition = JourneyFile.Read(json, ids, await IsScheduledByDefaultAsync(cancellation), knownStageIds: null);
        return await AddAsync(definition, cancellation);
    }

    /// <summary>Saves a new journey from a template.</summary>
    /// <param name="templateId">The template.</param>
    /// <param name="options">Nothing, or UTF-8 JSON with a <c>displayName</c>; without one the journey has the template's.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="ProblemException"><c>template_unknown</c>.</exception>
    public async Task<StoredJourney> CreateFromTemplateAsync(string templateId, ReadOnlyMemory<byte> options, CancellationToken cancellation)
    {
        var template = JourneyTemplates.All.FirstOrDefault(template => template.Id == templateId)
            ?? throw ProblemException.Invalid(
                "template", "template_unknown", $"There is no such template; there are: {string.Join(", ", JourneyTemplates.All.Select(known => known.Id))}.");
        var displayName = JourneyNames.Read(options);
        var definition = JourneyJson.Read(template.Definition, ids, await IsScheduledByDefaultAsync(cancellation), knownStageIds: []);
        return await AddAsync(displayName is null ? definition : JourneyJson.Sized(definition with { DisplayName = displayName }), cancellation);
    }

    /// <summary>Saves a copy of a journey as a new one: of version 1, with stage ids of its own, and without results.</summary>
    /// <param name="journeyId">The journey that is copied.</param>
    /// <param name="options">Nothing, or UTF-8 JSON with a <c>displayName</c>; without one it is <c>Copy of …</c>.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="ProblemException"><c>journey_not_found</c>; <c>journey_too_large</c> when the copy would be.</exception>
    public async Task<StoredJourney> DuplicateAsync(string journeyId, ReadOnlyMemory<byte> options, CancellationToken cancellation)
    {
        var original = (await FindAsync(journeyId, cancellation)).Definition;
        var copy = original with
        {
            DisplayName = JourneyNames.Read(options) ?? JourneyNames.CopyOf(original.DisplayName),
            Stages = [.. original.Stages.Select(stage => stage with { Id = ids.NewId() })],
        };
        // Its name or its ids may be longer than those of the original.
        return await AddAsync(JourneyJson.Sized(copy), cancellation);
    }

    /// <summary>The journey.</summary>
    /// <exception cref="ProblemException"><c>journey_not_found</c>.</exception>
    public async Task<StoredJourney> FindAsync(string journeyId, CancellationToken cancellation) =>
        await journeys.FindAsync(journeyId, cancellation) ?? throw JourneyProblems.NotFound();

    /// <summary>What is told of the journey without its definition: cheap, for whoever needs no more than that it is there.</summary>
    /// <exception cref="ProblemException"><c>journey_not_found</c>.</exception>
    public async Task<JourneyHead> FindHeadAsync(string journeyId, CancellationToken cancellation) =>
        await journeys.FindHeadAsync(journeyId, cancellation) ?? throw JourneyProblems.NotFound();

    /// <summary>Saves the next version of a journey.</summary>
    /// <param name="journeyId">The journey.</param>
    /// <param name="isExpected">Whether the caller means this version; see <c>If-Match</c>.</param>
    /// <param name="json">The definition as UTF-8 JSON, or a file; see <see cref="JourneyFile"/>.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="ProblemException"><c>journey_not_found</c>, or <c>journey_changed</c> when somebody else saved first.</exception>
    public async Task<StoredJourney> ReplaceAsync(string journeyId, Func<int, bool> isExpected, ReadOnlyMemory<byte> json, CancellationToken cancellation)
    {
        var present = await FindExpectedAsync(journeyId, isExpected, cancellation);
        var definition = JourneyFile.Read(
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

    /// <summary>
    /// Deletes a journey. It is gone at once with all that is read through it; what belongs to it is left to <see cref="JourneyCleanUp"/>, by a mark
    /// that is kept in the same write.
    /// </summary>
    /// <exception cref="ProblemException"><c>journey_not_found</c>, or <c>journey_changed</c> when somebody else saved first.</exception>
    public async Task DeleteAsync(string journeyId, Func<int, bool> isExpected, CancellationToken cancellation)
    {
        var present = await FindExpectedAsync(journeyId, isExpected, cancellation);
        if (!await journeys.DeleteAsync(new DeletedJourney(journeyId, time.GetUtcNow()), present.Version, cancellation))
            throw Changed();
    }

    /// <summary>Lists journeys, newest first.</summary>
    /// <param name="search">A part of the display name.</param>
    /// <param name="top">How many at most; <see langword="null"/> for <see cref="DefaultPage"/>.</param>
    /// <param name="continuation">The token of the previous page.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="ProblemException"><c>top_out_of_range</c>, <c>search_too_long</c>, <c>continuation_invalid</c>.</exception>
    public Task<Page<StoredJourney>> ListAsync(string? search, int? top, string? continuation, CancellationToken cancellation)
    {
        if (top is < 1 or > MaxPage)
            throw ProblemException.Invalid("top", "top_out_of_range", $"A page has 1 to {MaxPage} items.");
        if (search?.Length > MaxSearch)
            throw ProblemException.Invalid("search", "search_too_long", $"A search has at most {MaxSearch} characters.");
        return journeys.ListAsync(search, top ?? DefaultPage, continuation, cancellation);
    }

    private async Task<bool> IsScheduledByDefaultAsync(CancellationToken cancellation) => (await schedules.ReadAsync(cancellation)).Enabled;

    private async Task<StoredJourney> AddAsync(Journey definition, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var journey = new StoredJourney(ids.NewId(), 1, definition, now, now, ids.NewId());
        await journeys.AddAsync(journey, cancellation);
        return journey;
    }

    private async Task<StoredJourney> FindExpectedAsync(string journeyId, Func<int, bool> isExpected, CancellationToken cancellation)
    {
        var present = await FindAsync(journeyId, cancellation);
        return isExpected(present.Version) ? present : throw Changed();
    }

    private static ProblemException Changed() =>
        new(ProblemKind.PreconditionFailed, "journey_changed", "Somebody else changed this journey in the meantime: read it again, then repeat the change.");
}
