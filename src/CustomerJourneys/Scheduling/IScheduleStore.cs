namespace CustomerJourneys.Scheduling;

/// <summary>Keeps the one schedule of the deployment.</summary>
public interface IScheduleStore
{
    /// <summary>The schedule; the default one when none was saved.</summary>
    Task<RecalculationSchedule> ReadAsync(CancellationToken cancellation);

    /// <summary>
    /// Changes the schedule atomically: reads it, applies <paramref name="change"/>, writes it if nobody else wrote in between, else reads and applies again.
    /// </summary>
    /// <param name="change">Gives the changed schedule, or <see langword="null"/> to leave it. May be called several times.</param>
    /// <param name="cancellation">Stops trying.</param>
    /// <returns>The schedule that was written, or <see langword="null"/> when <paramref name="change"/> left it.</returns>
    Task<RecalculationSchedule?> ChangeAsync(Func<RecalculationSchedule, RecalculationSchedule?> change, CancellationToken cancellation);
}
