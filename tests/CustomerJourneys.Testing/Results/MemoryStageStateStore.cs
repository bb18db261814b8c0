using System.Collections.Concurrent;
using CustomerJourneys.Results;

namespace CustomerJourneys.Testing.Results;

/// <summary>Stage states in memory.</summary>
public sealed class MemoryStageStateStore(TimeProvider time) : IStageStateStore
{
    private readonly ConcurrentDictionary<(string JourneyId, string RecalculationId, int Partition), (byte[] States, DateTimeOffset SavedAt)> _blobs = [];

    public Task SaveAsync(
        string journeyId, string recalculationId, int partition, ReadOnlyMemory<byte> states, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _blobs[(journeyId, recalculationId, partition)] = (states.ToArray(), time.GetUtcNow());
        return Task.CompletedTask;
    }

    public Task<byte[]?> ReadAsync(
        string journeyId, string recalculationId, int partition, long offset, int length, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        cancellation.ThrowIfCancellationRequested();
        if (!_blobs.TryGetValue((journeyId, recalculationId, partition), out var blob))
            return Task.FromResult<byte[]?>(null);
        var size = blob.States.Length;
        var start = (int)Math.Clamp(offset < 0 ? size + offset : offset, 0, size);
        return Task.FromResult<byte[]?>(blob.States.AsSpan(start, Math.Min(length, size - start)).ToArray());
    }

    public Task DeleteAllButAsync(
        string journeyId, IReadOnlyCollection<string> keptRecalculationIds, TimeSpan minimumAge, CancellationToken cancellation) =>
        DeleteWhereAsync(journeyId, (run, _) => !keptRecalculationIds.Contains(run), minimumAge, cancellation);

    public Task DeleteWhereAsync(string journeyId, Func<string, int, bool> isNeedless, TimeSpan minimumAge, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var newest = time.GetUtcNow() - minimumAge;
        foreach (var blob in _blobs)
        {
            if (blob.Key.JourneyId == journeyId && isNeedless(blob.Key.RecalculationId, blob.Key.Partition) && blob.Value.SavedAt <= newest)
                _blobs.TryRemove(blob);
        }

        return Task.CompletedTask;
    }
}
