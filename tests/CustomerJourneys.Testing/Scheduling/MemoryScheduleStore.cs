using CustomerJourneys.Scheduling;

namespace CustomerJourneys.Testing.Scheduling;

/// <summary>The schedule in memory.</summary>
public sealed class MemoryScheduleStore : IScheduleStore
{
    private RecalculationSchedule _schedule = RecalculationSchedule.Default;

    public Task<RecalculationSchedule> ReadAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(Volatile.Read(ref _schedule));
    }

    public Task<RecalculationSchedule?> ChangeAsync(
        Func<RecalculationSchedule, RecalculationSchedule?> change, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var present = Volatile.Read(ref _schedule);
            if (change(present) is not { } changed)
                return Task.FromResult<RecalculationSchedule?>(null);
            if (ReferenceEquals(Interlocked.CompareExchange(ref _schedule, changed, present), present))
                return Task.FromResult<RecalculationSchedule?>(changed);
        }
    }
}
