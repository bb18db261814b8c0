using System.Collections.Concurrent;
using CustomerJourneys.Recalculation;

namespace CustomerJourneys.Testing.Recalculation;

/// <summary>Plans and counts in memory.</summary>
public sealed class MemoryRecalculationPlanStore : IRecalculationPlanStore
{
    private readonly ConcurrentDictionary<string, RecalculationPlan> _plans = [];
    private readonly ConcurrentDictionary<(string RecalculationId, int Partition), byte[]> _counts = [];

    public Task<RecalculationPlan> AddAsync(RecalculationPlan plan, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(_plans.GetOrAdd(plan.RecalculationId, plan));
    }

    public Task<RecalculationPlan?> FindAsync(string recalculationId, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(_plans.GetValueOrDefault(recalculationId));
    }

    public Task SaveCountsAsync(string recalculationId, int partition, ReadOnlyMemory<byte> counts, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _counts[(recalculationId, partition)] = counts.ToArray();
        return Task.CompletedTask;
    }

    public Task<byte[]?> ReadCountsAsync(string recalculationId, int partition, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(_counts.TryGetValue((recalculationId, partition), out var counts) ? (byte[]?)[.. counts] : null);
    }

    public Task<IReadOnlyList<RecalculationPlan>> ListAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<RecalculationPlan>>([.. _plans.Values]);
    }

    public Task DeleteAsync(string recalculationId, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        foreach (var key in _counts.Keys.Where(key => key.RecalculationId == recalculationId))
            _counts.TryRemove(key, out _);
        _plans.TryRemove(recalculationId, out _);
        return Task.CompletedTask;
    }
}
