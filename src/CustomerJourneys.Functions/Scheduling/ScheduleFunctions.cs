using System.Globalization;
using CustomerJourneys.Functions.Http;
using CustomerJourneys.Scheduling;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CustomerJourneys.Functions.Scheduling;

/// <summary>Shows and saves the schedule of recalculations.</summary>
public sealed class ScheduleFunctions(RecalculationSchedules schedules)
{
    private const int MaxBody = 16 * 1024;

    /// <summary><c>GET /api/schedule</c>.</summary>
    [Function("GetSchedule")]
    [Operation("Read the schedule")]
    [Answers(200, typeof(ScheduleAnswer), "The schedule.")]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/schedule")] HttpRequest request, CancellationToken cancellation)
    {
        _ = request;
        return Answer.Ok(Describe(await schedules.ReadAsync(cancellation)));
    }

    /// <summary>
    /// <c>PUT /api/schedule</c>: <c>{"enabled":true,"cron":"0 0 0 * * 1-5","timeZone":"UTC","quietHours":{"from":"08:00","to":"18:00"}}</c>; what is
    /// left out stays.
    /// </summary>
    [Function("PutSchedule")]
    [Operation("Save the schedule", Description = "What is left out stays. When it is due, one recalculation covers all journeys whose scheduledRecalculation is true.")]
    [TakesBody("ScheduleChange")]
    [Answers(200, typeof(ScheduleAnswer), "The schedule as saved.")]
    [Problems("boolean_expected", "cron_invalid", "cron_never_due", "time_zone_unknown", "time_of_day_invalid", "quiet_hours_empty")]
    public async Task<IResult> PutAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/schedule")] HttpRequest request, CancellationToken cancellation)
    {
        var body = await RequestBody.ReadAsync(request, MaxBody, RequestBody.JsonOnly, cancellation);
        return Answer.Ok(Describe(await schedules.SaveAsync(ScheduleJson.Read(body), cancellation)));
    }

    private static ScheduleAnswer Describe(RecalculationSchedule schedule) => new(
        schedule.Enabled,
        schedule.Cron,
        schedule.TimeZone,
        schedule.QuietHours is { } quiet ? new QuietHoursAnswer(Write(quiet.From), Write(quiet.To)) : null,
        schedule.NextRun,
        schedule.LastRun,
        schedule.LastRecalculationId,
        schedule.LastSkipped);

    private static string Write(TimeOnly time) => time.ToString(ScheduleJson.TimeFormat, CultureInfo.InvariantCulture);
}

/// <summary>When journeys are recalculated by themselves.</summary>
/// <param name="Enabled">Whether the schedule runs.</param>
/// <param name="Cron">Six fields: second, minute, hour, day of month, month, day of week.</param>
/// <param name="TimeZone">The IANA zone in which <paramref name="Cron"/> is read.</param>
/// <param name="QuietHours">Hours in which no scheduled run starts; <see langword="null"/> for none.</param>
/// <param name="NextRun">When it starts the next run; <see langword="null"/> while it is off.</param>
/// <param name="LastRun">When it last started a run.</param>
/// <param name="LastRecalculationId">The run it last started.</param>
/// <param name="LastSkipped">When it was last due and started nothing, since its last run was still going.</param>
internal sealed record ScheduleAnswer(
    bool Enabled,
    string Cron,
    string TimeZone,
    QuietHoursAnswer? QuietHours,
    DateTimeOffset? NextRun,
    DateTimeOffset? LastRun,
    string? LastRecalculationId,
    DateTimeOffset? LastSkipped);

/// <summary>Hours in which no scheduled run starts, every day, in the zone of the schedule.</summary>
/// <param name="From">Their beginning, such as <c>08:00</c>.</param>
/// <param name="To">Their end; before the beginning they pass midnight.</param>
internal sealed record QuietHoursAnswer(string From, string To);
