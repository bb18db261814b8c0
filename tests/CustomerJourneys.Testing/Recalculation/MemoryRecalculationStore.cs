using System.Collections.Concurrent;
using CustomerJourneys.Recalculation;

namespace CustomerJourneys.Testing.Recalculation;

/// <summary>Recalculations in memory.</summary>
public sealed class MemoryRecalculationStore : IRecalculationStore
{
    private readonly ConcurrentDictionary<string, RecalculationRun> _runs = [];

    public Task<bool> TryAddAsync(RecalculationRun run, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(_runs.TryAdd(run.Id, run));
    }

    public Task<RecalculationRun?> FindAsync(string recalculationId, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(_runs.GetValueOrDefault(recalculationId));
    }

    public Task<RecalculationRun?> ChangeAsync(
        string recalculationId, Func<RecalculationRun, RecalculationRun?> change, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!_runs.TryGetValue(recalculationId, out var present))
                return Task.FromResult<RecalculationRun?>(null);
            // No lock is held, so that a change may read the store, and meets what others write meanwhile.
            if (change(present) is not { } changed)
                return Task.FromResult<RecalculationRun?>(present);
            if (_runs.TryUpdate(recalculationId, changed, present))
                return Task.FromResult<RecalculationRun?>(changed);
        }
    }

    public Task<IReadOnlyList<RecalculationRun>> ListOpenAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<RecalculationRun>>([.. _runs.Values.Where(run => !run.IsFinished)]);
    }

    public Task<IReadOnlyList<RecalculationRun>> ListEndedOfAsync(string journeyId, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<RecalculationRun>>(
            [.. _runs.Values.Where(run => run.IsFinished && run.JourneyIds is [var only] && only == journeyId)]);
    }

    public Task DeleteAsync(string recalculationId, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        foreach (var run in _runs.Where(run => run.Key == recalculationId && run.Value.IsFinished))
            _runs.TryRemove(run);
        return Task.CompletedTask;
    }

    public Task<int> DeleteFinishedBeforeAsync(DateTimeOffset time, IReadOnlySet<string> kept, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var old = _runs.Where(run => run.Value.IsFinished && run.Value.FinishedAt < time && !kept.Contains(run.Key)).ToList();
        return Task.FromResult(old.Count(run => _runs.TryRemove(run)));
    }
}
