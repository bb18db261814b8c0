using CustomerJourneys.Journeys;

namespace CustomerJourneys.Testing.Journeys;

/// <summary>Journeys in memory.</summary>
public sealed class MemoryJourneyStore : IJourneyStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, StoredJourney> _journeys = [];
    private readonly Dictionary<string, DeletedJourney> _deleted = [];

    public Task AddAsync(StoredJourney journey, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_journeys.TryAdd(journey.Id, journey))
                throw new InvalidOperationException($"Journey {journey.Id} exists already.");
        }

        return Task.CompletedTask;
    }

    public Task<StoredJourney?> FindAsync(string journeyId, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
            return Task.FromResult(_journeys.GetValueOrDefault(journeyId));
    }

    public Task<bool> ReplaceAsync(StoredJourney journey, int expectedVersion, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var matches = HasVersion(journey.Id, expectedVersion);
            if (matches)
                _journeys[journey.Id] = journey;
            return Task.FromResult(matches);
        }
    }

    public Task<bool> DeleteAsync(DeletedJourney deleted, int expectedVersion, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var matches = HasVersion(deleted.Id, expectedVersion) && _journeys.Remove(deleted.Id);
            if (matches)
                _deleted[deleted.Id] = deleted;
            return Task.FromResult(matches);
        }
    }

    public Task<DeletedJourney?> FindDeletedAsync(string journeyId, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
            return Task.FromResult(_deleted.GetValueOrDefault(journeyId));
    }

    public Task<IReadOnlyList<DeletedJourney>> ListDeletedAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
            return Task.FromResult<IReadOnlyList<DeletedJourney>>([.. _deleted.Values]);
    }

    public Task ReplaceDeletedAsync(DeletedJourney deleted, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_deleted.ContainsKey(deleted.Id))
                _deleted[deleted.Id] = deleted;
        }

        return Task.CompletedTask;
    }

    public Task ForgetDeletedAsync(string journeyId, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
            _deleted.Remove(journeyId);
        return Task.CompletedTask;
    }

    public Task<bool> RequestRecalculationAsync(
        string journeyId, string expectedRecalculationId, string recalculationId, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_journeys.TryGetValue(journeyId, out var present))
                return Task.FromResult(false);
            if (present.RecalculationId == expectedRecalculationId)
                _journeys[journeyId] = present = present with { RecalculationId = recalculationId };
            return Task.FromResult(present.RecalculationId == recalculationId);
        }
    }

    public async Task<JourneyHead?> FindHeadAsync(string journeyId, CancellationToken cancellation) =>
        await FindAsync(journeyId, cancellation) is { } journey ? HeadOf(journey) : null;

    public Task<IReadOnlyList<JourneyHead>> ListHeadsAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
            return Task.FromResult<IReadOnlyList<JourneyHead>>([.. _journeys.Values.OrderByDescending(journey => journey.Id, StringComparer.Ordinal).Select(HeadOf)]);
    }

    public Task<Page<StoredJourney>> ListAsync(string? search, int top, string? continuation, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var journeys = _journeys.Values.Where(journey =>
                string.IsNullOrEmpty(search) || journey.Definition.DisplayName.Contains(search, StringComparison.OrdinalIgnoreCase));
            return Task.FromResult(MemoryPages.Read("journeys", journeys, journey => journey.Id, top, continuation));
        }
    }

    private static JourneyHead HeadOf(StoredJourney journey) => new(journey.Id, journey.Version, journey.RecalculationId);

    private bool HasVersion(string journeyId, int version) =>
        _journeys.TryGetValue(journeyId, out var present) && present.Version == version;
}
