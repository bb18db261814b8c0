using CustomerJourneys.Results;

namespace CustomerJourneys.Testing.Results;

/// <summary>Results in memory.</summary>
public sealed class MemoryResultStore : IResultStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, JourneyResult> _current = [];
    private readonly Dictionary<(string JourneyId, string ResultId), JourneyResult> _history = [];

    public Task<bool> PublishAsync(JourneyResult result, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_current.TryGetValue(result.JourneyId, out var present) && !result.Replaces(present))
                return Task.FromResult(present.ResultId == result.ResultId);
            _current[result.JourneyId] = result;
            _history[(result.JourneyId, result.ResultId)] = result;
            return Task.FromResult(true);
        }
    }

    public Task<JourneyResult?> FindCurrentAsync(string journeyId, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
            return Task.FromResult(_current.GetValueOrDefault(journeyId));
    }

    public Task<JourneyResult?> FindAsync(string journeyId, string resultId, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
            return Task.FromResult(_history.GetValueOrDefault((journeyId, resultId)));
    }

    public Task<Page<JourneyResult>> ListAsync(string journeyId, int top, string? continuation, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var results = _history.Values.Where(result => result.JourneyId == journeyId);
            return Task.FromResult(MemoryPages.Read("results/" + journeyId, results, result => result.ResultId, top, continuation));
        }
    }

    public Task DeleteAsync(string journeyId, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
        {
            _current.Remove(journeyId);
            foreach (var key in _history.Keys.Where(key => key.JourneyId == journeyId).ToList())
                _history.Remove(key);
        }

        return Task.CompletedTask;
    }
}
