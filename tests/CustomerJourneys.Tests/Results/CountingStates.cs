using CustomerJourneys.Results;

namespace CustomerJourneys.Tests.Results;

/// <summary>Stage states that count what is read of them, and let a test step in before each request.</summary>
internal sealed class CountingStates(IStageStateStore store) : IStageStateStore
{
    private int _reads;
    private int _atOnce;
    private int _mostAtOnce;

    /// <summary>Requests since the last reset.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>The most requests under way together.</summary>
    public int MostAtOnce => Volatile.Read(ref _mostAtOnce);

    /// <summary>Called before each request.</summary>
    public Func<int, long, Task> BeforeRead { get; set; } = (_, _) => Task.CompletedTask;

    public void Reset() => _reads = _mostAtOnce = 0;

    public Task StageAsync(string recalculationId, int partition, int piece, ReadOnlyMemory<byte> bytes, CancellationToken cancellation) =>
        store.StageAsync(recalculationId, partition, piece, bytes, cancellation);

    public Task SaveAsync(
        string recalculationId, int partition, ReadOnlyMemory<byte> front, int pieces, ReadOnlyMemory<byte> rest, CancellationToken cancellation) =>
        store.SaveAsync(recalculationId, partition, front, pieces, rest, cancellation);

    public async Task<byte[]?> ReadAsync(string recalculationId, int partition, long offset, int length, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _reads);
        InterlockedMax(ref _mostAtOnce, Interlocked.Increment(ref _atOnce));
        try
        {
            await Task.Yield();
            await BeforeRead(partition, offset);
            return await store.ReadAsync(recalculationId, partition, offset, length, cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref _atOnce);
        }
    }

    public Task<IReadOnlyDictionary<string, DateTimeOffset>> ListSavedAsync(CancellationToken cancellation) => store.ListSavedAsync(cancellation);

    public Task DeleteAsync(string recalculationId, CancellationToken cancellation) => store.DeleteAsync(recalculationId, cancellation);

    private static void InterlockedMax(ref int target, int value)
    {
        for (var present = Volatile.Read(ref target); present < value;)
        {
            var found = Interlocked.CompareExchange(ref target, value, present);
            if (found == present)
                return;
            present = found;
        }
    }
}
