using CustomerJourneys.Journeys;
using CustomerJourneys.Problems;
using CustomerJourneys.Recalculation;

namespace CustomerJourneys.Scheduling;

/// <summary>Keeps the schedule, and starts one run for all scheduled journeys when it is due.</summary>
public sealed class RecalculationSchedules(
    IScheduleStore schedules, ICronCalendar calendar, IJourneyStore journeys, IRecalculationStore runs, RecalculationRequests requests, TimeProvider time)
{
    /// <summary>How long somebody may take to start a run before it counts as left behind by a crash.</summary>
    public static readonly TimeSpan StartingTime = TimeSpan.FromMinutes(1);

    /// <summary>The schedule.</summary>
    public Task<RecalculationSchedule> ReadAsync(CancellationToken cancellation) => schedules.ReadAsync(cancellation);

    /// <summary>
    /// Changes the schedule; its next time is counted from now. A run that quiet hours hold back stays due, and starts as the changed quiet hours say.
    /// </summary>
    /// <exception cref="ProblemException"><c>cron_invalid</c>, <c>cron_never_due</c>, <c>time_zone_unknown</c>.</exception>
    public async Task<RecalculationSchedule> SaveAsync(ScheduleChange change, CancellationToken cancellation)
    {
        var saved = await schedules.ChangeAsync(
            present =>
            {
                var changed = present with
                {
                    Enabled = change.Enabled ?? present.Enabled,
                    Cron = change.Cron ?? present.Cron,
                    TimeZone = change.TimeZone ?? present.TimeZone,
                    QuietHours = change.ChangesQuietHours ? change.QuietHours : present.QuietHours,
                };
                Check(changed);
                return Count(changed, present);
            },
            cancellation);
        return saved!;
    }

    /// <summary>
    /// Starts a run for all scheduled journeys if the schedule is due, or as many as hold them: see <see cref="RecalculationRequests.MaxJourneys"/>.
    /// When one that it started is still going, this time is skipped. What fails is tried again at the next look, until the next time is due: then that
    /// one takes its place.
    /// </summary>
    public async Task<ScheduledStart> RunDueAsync(IRecalculationStarter starter, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var schedule = await schedules.ReadAsync(cancellation);
        if (schedule.StartingSince is { } since)
        {
            if (now < since + StartingTime)
                return ScheduledStart.Nothing;
            if (!IsDue(schedule, now))
                return await StartAsync(since, starter, cancellation);
        }

        if (!IsDue(schedule, now))
            return ScheduledStart.Nothing;
        var isStillGoing = schedule.StartingSince is null && await IsStillGoingAsync(schedule, cancellation);
        // Whoever moves the next time on has taken this one: of two processes, one starts the run.
        var taken = await schedules.ChangeAsync(
            present => !IsDue(present, now) || present.NextRun != schedule.NextRun ? null
                // It was due while nobody could look, and now is no time to start it.
                : StartOf(present, now) is var start && start > now ? present with { NextRun = start }
                : isStillGoing ? Next(present, now) with { LastSkipped = present.NextRun }
                : Next(present, now) with { StartingSince = now },
            cancellation);
        return taken?.StartingSince == now ? await StartAsync(now, starter, cancellation)
            : taken is not null && isStillGoing ? new ScheduledStart([], taken.LastSkipped)
            : ScheduledStart.Nothing;
    }

    private static bool IsDue(RecalculationSchedule schedule, DateTimeOffset now) => schedule.Enabled && schedule.NextRun <= now;

    private static DateTimeOffset StartOf(RecalculationSchedule schedule, DateTimeOffset due) =>
        schedule.QuietHours?.StartOf(due, TimeZoneInfo.FindSystemTimeZoneById(schedule.TimeZone)) ?? due;

    private async Task<ScheduledStart> StartAsync(DateTimeOffset since, IRecalculationStarter starter, CancellationToken cancellation)
    {
        var started = new List<RecalculationRun>();
        foreach (var some in (await ScheduledJourneysAsync(cancellation)).Chunk(RecalculationRequests.MaxJourneys))
        {
            if (await requests.RequestManyAsync(some, RecalculationReason.Scheduled, starter, cancellation) is { } run)
                started.Add(run);
        }

        await schedules.ChangeAsync(
            present => present.StartingSince != since ? null
                : started.Count == 0 ? present with { StartingSince = null }
                : present with { StartingSince = null, LastRun = since, LastRecalculationId = started[^1].Id },
            cancellation);
        return started.Count == 0 ? ScheduledStart.Nothing : new ScheduledStart(started, null);
    }

    // The schedule knows its last run only; the others of that time are found by their reason.
    private async Task<bool> IsStillGoingAsync(RecalculationSchedule schedule, CancellationToken cancellation) =>
        (schedule.LastRecalculationId is { } last && await runs.FindAsync(last, cancellation) is { IsFinished: false })
        || (await runs.ListOpenAsync(cancellation)).Any(run => run.Reason == RecalculationReason.Scheduled);

    private void Check(RecalculationSchedule schedule)
    {
        var errors = new List<FieldError>();
        var isZone = TimeZoneInfo.TryFindSystemTimeZoneById(schedule.TimeZone, out _);
        if (!calendar.IsValid(schedule.Cron))
            errors.Add(new FieldError("cron", "cron_invalid", "A schedule has six fields: second, minute, hour, day of month, month, day of week."));
        if (!isZone)
            errors.Add(new FieldError("timeZone", "time_zone_unknown", "This is not the name of an IANA time zone, such as Europe/Berlin."));
        if (errors.Count == 0 && DueAfter(schedule, time.GetUtcNow()) is null)
            errors.Add(new FieldError("cron", "cron_never_due", "There is no such time in the next years."));
        if (errors.Count > 0)
            throw ProblemException.Invalid(errors);
    }

    private RecalculationSchedule Count(RecalculationSchedule changed, RecalculationSchedule present)
    {
        var now = time.GetUtcNow();
        if (!changed.Enabled)
            return changed with { DueAt = null, NextRun = null };
        var isSame = (changed.Cron, changed.TimeZone) == (present.Cron, present.TimeZone);
        // What was due is not lost because somebody saves the schedule: neither in quiet hours nor in the moment before the timer looks.
        if (present.Enabled && isSame && present.DueAt <= now)
            return changed with { NextRun = changed.QuietHours == present.QuietHours ? present.NextRun : StartOf(changed, now) };
        return Next(changed, now);
    }

    private RecalculationSchedule Next(RecalculationSchedule schedule, DateTimeOffset after)
    {
        var due = DueAfter(schedule, after);
        return schedule with { DueAt = due, NextRun = due is null ? null : StartOf(schedule, due.Value) };
    }

    private DateTimeOffset? DueAfter(RecalculationSchedule schedule, DateTimeOffset after)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(schedule.TimeZone);
        var local = TimeZoneInfo.ConvertTime(after, zone).DateTime;
        while (calendar.Next(schedule.Cron, local) is { } next)
        {
            var due = ZonedTime.First(next, zone);
            if (due > after)
                return due;
            local = next;
        }

        return null;
    }

    private async Task<IReadOnlyCollection<string>> ScheduledJourneysAsync(CancellationToken cancellation)
    {
        var scheduled = new List<string>();
        string? continuation = null;
        do
        {
            var page = await journeys.ListAsync(null, JourneyCatalog.MaxPage, continuation, cancellation);
            scheduled.AddRange(page.Items.Where(journey => journey.Definition.ScheduledRecalculation).Select(journey => journey.Id));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return scheduled;
    }
}

/// <summary>What came of a look at the schedule.</summary>
/// <param name="Runs">The runs that were started, if any: one, unless there are more journeys than one run has.</param>
/// <param name="Skipped">The time that was skipped because the run before was still going, if so.</param>
public sealed record ScheduledStart(IReadOnlyList<RecalculationRun> Runs, DateTimeOffset? Skipped)
{
    /// <summary>Nothing was due, or somebody else took it, or no journey is scheduled.</summary>
    public static ScheduledStart Nothing { get; } = new([], null);
}
