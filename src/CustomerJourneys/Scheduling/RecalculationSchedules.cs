using CustomerJourneys.Journeys;
using CustomerJourneys.Problems;
using CustomerJourneys.Recalculation;

namespace CustomerJourneys.Scheduling;

/// <summary>Keeps the schedule, and starts one run for all scheduled journeys when it is due.</summary>
public sealed class RecalculationSchedules(
    IScheduleStore schedules, ICronCalendar calendar, IJourneyStore journeys, IRecalculationStore runs, RecalculationRequests requests, TimeProvider time)
{
    /// <summary>The schedule.</summary>
    public Task<RecalculationSchedule> ReadAsync(CancellationToken cancellation) => schedules.ReadAsync(cancellation);

    /// <summary>Saves the schedule; its next time is counted from now.</summary>
    /// <param name="enabled">Whether it runs.</param>
    /// <param name="cron">Six fields.</param>
    /// <param name="timeZone">An IANA zone.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="ProblemException"><c>cron_invalid</c>, <c>time_zone_unknown</c>.</exception>
    public async Task<RecalculationSchedule> SaveAsync(bool enabled, string cron, string timeZone, CancellationToken cancellation)
    {
        var errors = new List<FieldError>();
        if (!calendar.IsValid(cron))
            errors.Add(new FieldError("cron", "cron_invalid", "A schedule has six fields: second, minute, hour, day of month, month, day of week."));
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out _))
            errors.Add(new FieldError("timeZone", "time_zone_unknown", "This is not the name of an IANA time zone, such as Europe/Berlin."));
        if (errors.Count > 0)
            throw ProblemException.Invalid(errors);
        var saved = await schedules.ChangeAsync(
            present => present with
            {
                Enabled = enabled,
                Cron = cron,
                TimeZone = timeZone,
                NextRun = enabled ? NextAfter(cron, timeZone, time.GetUtcNow()) : null,
            },
            cancellation);
        return saved!;
    }

    /// <summary>Starts a run for all scheduled journeys if the schedule is due. When the last scheduled run is still going, this time is skipped.</summary>
    /// <returns>The run that was started, or <see langword="null"/>.</returns>
    public async Task<RecalculationRun?> RunDueAsync(IRecalculationStarter starter, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var schedule = await schedules.ReadAsync(cancellation);
        if (!IsDue(schedule, now))
            return null;
        var isStillGoing = schedule.LastRecalculationId is { } last && await runs.FindAsync(last, cancellation) is { IsFinished: false };
        // Whoever moves the next time on has taken this one: of two processes, one starts the run.
        var taken = await schedules.ChangeAsync(
            present => IsDue(present, now) && present.NextRun == schedule.NextRun
                ? present with { NextRun = NextAfter(present.Cron, present.TimeZone, now) }
                : null,
            cancellation);
        if (taken is null || isStillGoing)
            return null;
        var run = await requests.RequestManyAsync(await ScheduledJourneysAsync(cancellation), RecalculationReason.Scheduled, starter, cancellation);
        if (run is not null)
            await schedules.ChangeAsync(present => present with { LastRun = now, LastRecalculationId = run.Id }, cancellation);
        return run;
    }

    private static bool IsDue(RecalculationSchedule schedule, DateTimeOffset now) => schedule.Enabled && schedule.NextRun <= now;

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

    // Local times that a change to summer time leaves out come an hour later; those that occur twice come the first time.
    private DateTimeOffset? NextAfter(string cron, string timeZone, DateTimeOffset after)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        var local = TimeZoneInfo.ConvertTime(after, zone).DateTime;
        while (calendar.Next(cron, local) is { } next)
        {
            var real = zone.IsInvalidTime(next) ? next.AddHours(1) : next;
            var offset = zone.IsAmbiguousTime(real) ? zone.GetAmbiguousTimeOffsets(real).Max() : zone.GetUtcOffset(real);
            var result = new DateTimeOffset(real, offset).ToUniversalTime();
            if (result > after)
                return result;
            local = next;
        }

        return null;
    }
}
