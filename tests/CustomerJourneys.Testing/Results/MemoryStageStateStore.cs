using System.Collections.Concurrent;
using CustomerJourneys.Results;

namespace CustomerJourneys.Testing.Results;

/// <summary>Stage states in memory.</summary>
public sealed class MemoryStageStateStore(TimeProvider time) : IStageStateStore
{
    private readonly ConcurrentDictionary<(string RecalculationId, int Partition, int Piece), byte[]> _staged = [];
    private readonly ConcurrentDictionary<(string RecalculationId, int Partition), (byte[] States, DateTimeOffset SavedAt)> _blobs = [];

    public Task StageAsync(string recalculationId, int partition, int piece, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _staged[(recalculationId, partition, piece)] = bytes.ToArray();
        return Task.CompletedTask;
    }

    public Task SaveAsync(
        string recalculationId, int partition, ReadOnlyMemory<byte> front, int pieces, ReadOnlyMemory<byte> rest, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        byte[] states = [.. front.Span, .. Enumerable.Range(0, pieces).SelectMany(piece => _staged[(recalculationId, partition, piece)]), .. rest.Span];
        _blobs[(recalculationId, partition)] = (states, time.GetUtcNow());
        return Task.CompletedTask;
    }

    public Task<byte[]?> ReadAsync(string recalculationId, int partition, long offset, int length, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        cancellation.ThrowIfCancellationRequested();
        if (!_blobs.TryGetValue((recalculationId, partition), out var blob))
            return Task.FromResult<byte[]?>(null);
        var start = (int)Math.Min(offset, blob.States.Length);
        return Task.FromResult<byte[]?>(blob.States.AsSpan(start, Math.Min(length, blob.States.Length - start)).ToArray());
    }

    public Task<IReadOnlyDictionary<string, DateTimeOffset>> ListSavedAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyDictionary<string, DateTimeOffset>>(
            _blobs.GroupBy(blob => blob.Key.RecalculationId).ToDictionary(run => run.Key, run => run.Max(blob => blob.Value.SavedAt)));
    }

    public Task DeleteAsync(string recalculationId, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        foreach (var key in _blobs.Keys.Where(key => key.RecalculationId == recalculationId))
            _blobs.TryRemove(key, out _);
        return Task.CompletedTask;
    }
}
