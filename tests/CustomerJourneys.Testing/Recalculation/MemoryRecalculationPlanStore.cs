using System.Collections.Concurrent;
using CustomerJourneys.Recalculation;

namespace CustomerJourneys.Testing.Recalculation;

/// <summary>Plans and counts in memory.</summary>
public sealed class MemoryRecalculationPlanStore(TimeProvider time) : IRecalculationPlanStore
{
    private int _reads;

    /// <summary>How many reads of counts there were.</summary>
    public int CountReads => _reads;

    private readonly ConcurrentDictionary<string, RecalculationPlan> _plans = [];
    private readonly ConcurrentDictionary<(string RecalculationId, int Partition), (byte[] Bytes, DateTimeOffset SavedAt)> _counts = [];

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
        _counts[(recalculationId, partition)] = (counts.ToArray(), time.GetUtcNow());
        return Task.CompletedTask;
    }

    public Task<byte[]?> ReadCountsAsync(string recalculationId, int partition, long offset, int length, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!_counts.TryGetValue((recalculationId, partition), out var counts))
            return Task.FromResult<byte[]?>(null);
        Interlocked.Increment(ref _reads);
        var start = (int)Math.Min(offset, counts.Bytes.Length);
        return Task.FromResult<byte[]?>(counts.Bytes.AsSpan(start, Math.Min(length, counts.Bytes.Length - start)).ToArray());
    }

    public Task<IReadOnlyDictionary<string, DateTimeOffset>> ListCountedAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyDictionary<string, DateTimeOffset>>(
            _counts.GroupBy(counts => counts.Key.RecalculationId).ToDictionary(run => run.Key, run => run.Max(counts => counts.Value.SavedAt)));
    }

    public Task DeletePlanAsync(string recalculationId, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _plans.TryRemove(recalculationId, out _);
        return Task.CompletedTask;
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
