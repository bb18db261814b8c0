using CustomerJourneys.Functions.Http;
using CustomerJourneys.Json;
using CustomerJourneys.Problems;
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

    /// <summary><c>PUT /api/schedule</c>: <c>{"enabled":true,"cron":"0 0 0 * * 1-5","timeZone":"UTC"}</c>; what is left out stays.</summary>
    [Function("PutSchedule")]
    [Operation("Save the schedule", Description = "What is left out stays. When it is due, one recalculation covers all journeys whose scheduledRecalculation is true.")]
    [TakesBody("ScheduleChange")]
    [Answers(200, typeof(ScheduleAnswer), "The schedule as saved.")]
    [Problems("boolean_expected", "cron_invalid", "time_zone_unknown")]
    public async Task<IResult> PutAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/schedule")] HttpRequest request, CancellationToken cancellation)
    {
        var body = await RequestBody.ReadAsync(request, MaxBody, RequestBody.JsonOnly, cancellation);
        var present = await schedules.ReadAsync(cancellation);
        using var document = StrictJson.Parse(body);
        var errors = new List<FieldError>();
        if (JsonMembers.Of(document.RootElement, "", errors) is not { } members)
            throw ProblemException.Invalid(errors);
        var enabled = members.Boolean("enabled") ?? present.Enabled;
        var cron = members.Text("cron", 100) ?? present.Cron;
        var timeZone = members.Text("timeZone", 100) ?? present.TimeZone;
        // An answer may be sent back as it came.
        members.Find("nextRun");
        members.Find("lastRun");
        members.Find("lastRecalculationId");
        members.RejectUnknown();
        if (errors.Count > 0)
            throw ProblemException.Invalid(errors);
        return Answer.Ok(Describe(await schedules.SaveAsync(enabled, cron, timeZone, cancellation)));
    }

    private static ScheduleAnswer Describe(RecalculationSchedule schedule) => new(
        schedule.Enabled,
        schedule.Cron,
        schedule.TimeZone,
        schedule.NextRun,
        schedule.LastRun,
        schedule.LastRecalculationId);
}

/// <summary>When journeys are recalculated by themselves.</summary>
/// <param name="Enabled">Whether the schedule runs.</param>
/// <param name="Cron">Six fields: second, minute, hour, day of month, month, day of week.</param>
/// <param name="TimeZone">The IANA zone in which <paramref name="Cron"/> is read.</param>
/// <param name="NextRun">When it is due next; <see langword="null"/> while it is off.</param>
/// <param name="LastRun">When it last started a run.</param>
/// <param name="LastRecalculationId">The run it last started.</param>
internal sealed record ScheduleAnswer(
    bool Enabled, string Cron, string TimeZone, DateTimeOffset? NextRun, DateTimeOffset? LastRun, string? LastRecalculationId);
