namespace CustomerJourneys.Scheduling;

/// <summary>When journeys are recalculated by themselves.</summary>
/// <param name="Enabled">Whether the schedule runs.</param>
/// <param name="Cron">Six fields: second, minute, hour, day of month, month, day of week.</param>
/// <param name="TimeZone">The IANA zone in which <paramref name="Cron"/> is read.</param>
/// <param name="NextRun">When it is due next; <see langword="null"/> while it is off.</param>
/// <param name="LastRun">When it last started a run.</param>
/// <param name="LastRecalculationId">The run it last started.</param>
public sealed record RecalculationSchedule(
    bool Enabled,
    string Cron,
    string TimeZone,
    DateTimeOffset? NextRun,
    DateTimeOffset? LastRun,
    string? LastRecalculationId)
{
    /// <summary>The schedule of a new deployment: off; once enabled, at midnight UTC from Monday to Friday.</summary>
    public static RecalculationSchedule Default { get; } = new(false, "0 0 0 * * 1-5", "UTC", null, null, null);
}
