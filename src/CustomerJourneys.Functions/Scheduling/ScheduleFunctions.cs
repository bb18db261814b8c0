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
    public async Task<IResult> PutAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/schedule")] HttpRequest request, CancellationToken cancellation)
    {
        var body = await RequestBody.ReadAsync(request, MaxBody, RequestBody.JsonOnly, cancellation);
        return Answer.Ok(Describe(await schedules.SaveAsync(ScheduleJson.Read(body), cancellation)));
    }

    private static object Describe(RecalculationSchedule schedule) => new
    {
        schedule.Enabled,
        schedule.Cron,
        schedule.TimeZone,
        QuietHours = schedule.QuietHours is { } quiet ? new { From = Write(quiet.From), To = Write(quiet.To) } : null,
        schedule.NextRun,
        schedule.LastRun,
        schedule.LastRecalculationId,
        schedule.LastSkipped,
    };

    private static string Write(TimeOnly time) => time.ToString(ScheduleJson.TimeFormat, CultureInfo.InvariantCulture);
}
