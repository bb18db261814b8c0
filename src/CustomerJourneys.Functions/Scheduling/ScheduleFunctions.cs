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
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/schedule")] HttpRequest request, CancellationToken cancellation)
    {
        _ = request;
        return Answer.Ok(Describe(await schedules.ReadAsync(cancellation)));
    }

    /// <summary><c>PUT /api/schedule</c>: <c>{"enabled":true,"cron":"0 0 0 * * 1-5","timeZone":"UTC"}</c>; what is left out stays.</summary>
    [Function("PutSchedule")]
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

    private static object Describe(RecalculationSchedule schedule) => new
    {
        schedule.Enabled,
        schedule.Cron,
        schedule.TimeZone,
        schedule.NextRun,
        schedule.LastRun,
        schedule.LastRecalculationId,
    };
}
