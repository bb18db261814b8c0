using System.Net;
using System.Text.Json.Nodes;
using CustomerJourneys.EndToEnd.Tests.Running;

namespace CustomerJourneys.EndToEnd.Tests.Scheduling;

/// <summary>Journeys that are recalculated by themselves.</summary>
public sealed class ScheduleTests(StorageAccounts storage) : IClassFixture<StorageAccounts>
{
    [Fact]
    public async Task Schedule_NeverSaved_IsOff()
    {
        await using var app = await RunningApp.StartAsync(storage.TakeNew());

        var schedule = (await app.Api.GetAsync("/api/schedule")).Expect(HttpStatusCode.OK).Json;

        Assert.False((bool)schedule["enabled"]!);
        Assert.Null(schedule["nextRun"]);
        Assert.Null(schedule["lastRun"]);
    }

    [Fact]
    public async Task Schedule_QuietHours_StayChangeAndGo()
    {
        await using var app = await RunningApp.StartAsync(storage.TakeNew(), partitions: 4);
        var saved = await PutAsync(
            app.Api, """{"enabled":true,"cron":"0 30 9 * * *","timeZone":"Europe/Berlin","quietHours":{"from":"08:00","to":"18:00"}}""");

        // When it really starts: at the end of the quiet hours.
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        Assert.Equal(new TimeSpan(18, 0, 0), TimeZoneInfo.ConvertTime((DateTimeOffset)saved["nextRun"]!, zone).TimeOfDay);
        var read = (await app.Api.GetAsync("/api/schedule")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(saved.ToJsonString(), read.ToJsonString());
        Assert.Equal(read.ToJsonString(), (await PutAsync(app.Api, read.ToJsonString())).ToJsonString());
        Assert.Equal("08:00", (string)(await PutAsync(app.Api, """{"cron":"0 30 7 * * *"}"""))["quietHours"]!["from"]!);
        var gone = await PutAsync(app.Api, """{"cron":"0 30 9 * * *","quietHours":null}""");
        Assert.Null(gone["quietHours"]);
        Assert.Equal(new TimeSpan(9, 30, 0), TimeZoneInfo.ConvertTime((DateTimeOffset)gone["nextRun"]!, zone).TimeOfDay);

        await AssertRefusedAsync("""{"quietHours":{"from":"08:00","to":"08:00"}}""", "quiet_hours_empty", "quietHours");
        await AssertRefusedAsync("""{"quietHours":{"from":"25:00","to":"08:00"}}""", "time_of_day_invalid", "quietHours.from");
        await AssertRefusedAsync("""{"quietHours":{"from":"08:00"}}""", "required", "quietHours.to");
        await AssertRefusedAsync("""{"cron":"0 0 0 30 2 *"}""", "cron_never_due", "cron");
        Assert.Equal(gone.ToJsonString(), (await app.Api.GetAsync("/api/schedule")).Json.ToJsonString());

        async Task AssertRefusedAsync(string change, string code, string path) =>
            (await app.Api.SendAsync(HttpMethod.Put, "/api/schedule", ApiClient.Json(change))).ExpectProblem(400, code, path);
    }

    [Fact]
    public async Task Schedule_DueWhileTheAppWasDown_RunsOnceItIsBack()
    {
        await using var app = await RunningApp.StartAsync(storage.TakeNew());
        var (scheduled, other) = await PrepareAsync(app.Api);
        await PutAsync(app.Api, """{"enabled":true,"cron":"* * * * * *","timeZone":"Europe/Berlin"}""");
        // The timer of a whole minute may have come first; either way the run is the schedule's.
        Assert.Equal(0, await app.StopAsync());
        await app.StartAsync();

        await AssertScheduledRunAsync(app.Api, scheduled, other);
    }

    // The timer looks once a minute, so this takes up to one.
    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Schedule_DueWhileTheAppRuns_StartsARunWithinAMinute()
    {
        await using var app = await RunningApp.StartAsync(storage.TakeNew());
        var (scheduled, other) = await PrepareAsync(app.Api);
        var schedule = await PutAsync(app.Api, """{"enabled":true,"cron":"*/5 * * * * *"}""");
        Assert.Equal(0, ((DateTimeOffset)schedule["nextRun"]!).Second % 5);

        await AssertScheduledRunAsync(app.Api, scheduled, other);

        var off = await PutAsync(app.Api, """{"enabled":false}""");
        Assert.Null(off["nextRun"]);
        Assert.Equal("*/5 * * * * *", (string)off["cron"]!);
    }

    // Two journeys with results, one of them to be recalculated by the schedule; and an activity that came after their results.
    private static async Task<(string Scheduled, string Other)> PrepareAsync(ApiClient api)
    {
        var definition = SampleJourney.Of("visit");
        definition["scheduledRecalculation"] = true;
        var scheduled = await api.CreateJourneyAsync(definition);
        definition["scheduledRecalculation"] = false;
        var other = await api.CreateJourneyAsync(definition);
        await api.CurrentResultsAsync(scheduled);
        await api.CurrentResultsAsync(other);
        await api.AddAsync([new SampleActivity("a-1", "kim", "visit", "2026-01-01T00:00:00Z")]);
        return (scheduled, other);
    }

    private static async Task<JsonNode> PutAsync(ApiClient api, string schedule) =>
        (await api.SendAsync(HttpMethod.Put, "/api/schedule", ApiClient.Json(schedule))).Expect(HttpStatusCode.OK).Json;

    private static async Task AssertScheduledRunAsync(ApiClient api, string scheduled, string other)
    {
        var schedule = await Eventually.GetAsync(
            "a scheduled run",
            async () => (await api.GetAsync("/api/schedule")).Expect(HttpStatusCode.OK).Json,
            schedule => schedule["lastRecalculationId"] is not null);
        Assert.NotNull(schedule["lastRun"]);
        Assert.True((DateTimeOffset)schedule["nextRun"]! > (DateTimeOffset)schedule["lastRun"]!);
        var run = await api.EndOfRecalculationAsync((string)schedule["lastRecalculationId"]!);
        Assert.Equal(("succeeded", "scheduled"), ((string)run["status"]!, (string)run["reason"]!));
        Assert.Equal([scheduled], run["journeys"]!.AsArray().Select(id => (string)id!));
        var (recalculated, untouched) = (await api.CurrentResultsAsync(scheduled), await api.CurrentResultsAsync(other));
        Assert.Equal([1], Figures.Converted(recalculated));
        Assert.Equal([0], Figures.Converted(untouched));
    }
}
