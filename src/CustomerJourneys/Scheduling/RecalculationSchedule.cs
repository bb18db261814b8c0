namespace CustomerJourneys.Scheduling;

/// <summary>When journeys are recalculated by themselves.</summary>
/// <param name="Enabled">Whether the schedule runs.</param>
/// <param name="Cron">Six fields: second, minute, hour, day of month, month, day of week.</param>
/// <param name="TimeZone">The IANA zone in which <paramref name="Cron"/> is read.</param>
/// <param name="NextRun">When it starts a run next; <see langword="null"/> while it is off.</param>
/// <param name="LastRun">When it last started a run.</param>
/// <param name="LastRecalculationId">The run it last started; the last of them where the journeys did not fit into one.</param>
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

    /// <summary>When nothing is started, in <see cref="TimeZone"/>; <see langword="null"/> for never.</summary>
    public QuietHours? QuietHours { get; init; }

    /// <summary>The time of <see cref="Cron"/> for which <see cref="NextRun"/> stands: earlier than it where quiet hours hold it back.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When a run was due and was skipped because the one before it was still going; <see langword="null"/> before the first time.</summary>
    public DateTimeOffset? LastSkipped { get; init; }

    /// <summary>When somebody began to start the run that was due; <see langword="null"/> once it is started, so that a crash in between loses no run.</summary>
    public DateTimeOffset? StartingSince { get; init; }
}

/// <summary>What is to change of a schedule; what is <see langword="null"/> stays.</summary>
/// <param name="Enabled">Whether it runs.</param>
/// <param name="Cron">Six fields.</param>
/// <param name="TimeZone">An IANA zone.</param>
public sealed record ScheduleChange(bool? Enabled, string? Cron, string? TimeZone)
{
    /// <summary>Whether <see cref="QuietHours"/> replaces those of the schedule.</summary>
    public bool ChangesQuietHours { get; init; }

    /// <summary>The new quiet hours; <see langword="null"/> for none.</summary>
    public QuietHours? QuietHours { get; init; }
}
