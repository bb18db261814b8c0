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

    public Task SaveAsync(
        string journeyId, string recalculationId, int partition, ReadOnlyMemory<byte> states, CancellationToken cancellation) =>
        store.SaveAsync(journeyId, recalculationId, partition, states, cancellation);

    public async Task<byte[]?> ReadAsync(
        string journeyId, string recalculationId, int partition, long offset, int length, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _reads);
        InterlockedMax(ref _mostAtOnce, Interlocked.Increment(ref _atOnce));
        try
        {
            await Task.Yield();
            await BeforeRead(partition, offset);
            return await store.ReadAsync(journeyId, recalculationId, partition, offset, length, cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref _atOnce);
        }
    }

    public Task DeleteWhereAsync(string journeyId, Func<string, int, bool> isNeedless, TimeSpan minimumAge, CancellationToken cancellation) =>
        store.DeleteWhereAsync(journeyId, isNeedless, minimumAge, cancellation);

    public Task DeleteAllButAsync(
        string journeyId, IReadOnlyCollection<string> keptRecalculationIds, TimeSpan minimumAge, CancellationToken cancellation) =>
        store.DeleteAllButAsync(journeyId, keptRecalculationIds, minimumAge, cancellation);

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
