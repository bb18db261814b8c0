using System.Globalization;
using System.Text;
using CustomerJourneys.Functions.Scheduling;
using CustomerJourneys.Problems;
using CustomerJourneys.Scheduling;
using CustomerJourneys.Testing;
using CustomerJourneys.Testing.Journeys;
using CustomerJourneys.Testing.Recalculation;

namespace CustomerJourneys.Functions.Tests.Scheduling;

/// <summary>Quiet hours over the real cron calendar and the system's zones.</summary>
public sealed class QuietHoursTests
{
    [Theory]
    // Outside, at the beginning, inside, at the end.
    [InlineData("2026-11-02T00:00:00Z", "0 59 7 * * *", "UTC", "08:00-18:00", "2026-11-02T07:59:00Z")]
    [InlineData("2026-11-02T00:00:00Z", "0 0 8 * * *", "UTC", "08:00-18:00", "2026-11-02T18:00:00Z")]
    [InlineData("2026-11-02T00:00:00Z", "0 30 12 * * *", "UTC", "08:00-18:00", "2026-11-02T18:00:00Z")]
    [InlineData("2026-11-02T00:00:00Z", "59 59 17 * * *", "UTC", "08:00-18:00", "2026-11-02T18:00:00Z")]
    [InlineData("2026-11-02T00:00:00Z", "0 0 18 * * *", "UTC", "08:00-18:00", "2026-11-02T18:00:00Z")]
    // Over midnight: before it, at it, after it, outside.
    [InlineData("2026-11-02T00:00:00Z", "0 30 23 * * *", "UTC", "22:00-06:00", "2026-11-03T06:00:00Z")]
    [InlineData("2026-11-02T12:00:00Z", "0 0 0 * * *", "UTC", "22:00-06:00", "2026-11-03T06:00:00Z")]
    [InlineData("2026-11-02T00:00:00Z", "0 0 5 * * *", "UTC", "22:00-06:00", "2026-11-02T06:00:00Z")]
    [InlineData("2026-11-02T00:00:00Z", "0 0 7 * * *", "UTC", "22:00-06:00", "2026-11-02T07:00:00Z")]
    // To midnight, and in another zone.
    [InlineData("2026-11-02T00:00:00Z", "0 0 20 * * *", "UTC", "18:00-00:00", "2026-11-03T00:00:00Z")]
    [InlineData("2026-11-02T00:00:00Z", "0 0 9 * * *", "America/New_York", "08:00-18:00", "2026-11-02T23:00:00Z")]
    // Berlin goes on from 2 to 3 on 28 March 2027: the quiet hours end with the hour that is left out.
    [InlineData("2027-03-27T12:00:00Z", "0 0 1 28 3 *", "Europe/Berlin", "00:30-02:30", "2027-03-28T01:00:00Z")]
    [InlineData("2027-03-27T12:00:00Z", "0 0 1 28 3 *", "Europe/Berlin", "00:30-03:00", "2027-03-28T01:00:00Z")]
    // Berlin goes back from 3 to 2 on 31 October 2027: they end the first time that the clock shows their end.
    [InlineData("2027-10-30T12:00:00Z", "0 0 1 31 10 *", "Europe/Berlin", "00:30-02:30", "2027-10-31T00:30:00Z")]
    [InlineData("2027-10-30T12:00:00Z", "0 0 1 31 10 *", "Europe/Berlin", "00:30-03:30", "2027-10-31T02:30:00Z")]
    public async Task NextRun_IsWhenTheRunReallyStarts(string now, string cron, string zone, string quiet, string expected)
    {
        var saved = await Of(new ManualTime(Time(now))).SaveAsync(Change(cron, zone, quiet), CancellationToken.None);

        Assert.Equal(Time(expected), saved.NextRun);
    }

    [Fact]
    public void StartOf_TheSecondTimeThatTheClockShowsAnHour_IsItsOwnEnd()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

        // 02:10 in winter time, after 02:30 was there already in summer time.
        Assert.Equal(Time("2027-10-31T01:30:00Z"), new QuietHours(new(0, 30), new(2, 30)).StartOf(Time("2027-10-31T01:10:00Z"), zone));
    }

    [Fact]
    public async Task RunDue_SeveralTimesInside_StartsOnceAtTheEnd()
    {
        var world = new RecalculationWorld();
        var schedules = Of(world);
        await schedules.SaveAsync(Change("0 0 * * * *", "UTC", "13:00-18:00"), CancellationToken.None);
        await world.SaveAsync("visit");
        await world.PlayAllAsync();

        var started = new List<DateTimeOffset>();
        for (var minute = 0; minute < 8 * 60; minute++)
        {
            world.Time.Advance(TimeSpan.FromMinutes(1));
            if ((await schedules.RunDueAsync(world, CancellationToken.None)).Runs.Count > 0)
                started.Add(world.Time.GetUtcNow());
            await world.PlayAllAsync();
        }

        Assert.Equal(["18:00", "19:00", "20:00"], started.Select(time => time.ToString("HH:mm", CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task RunDue_MissedBeforeTheQuietHours_StartsAtTheirEnd()
    {
        var world = new RecalculationWorld();
        var schedules = Of(world);
        await schedules.SaveAsync(Change("0 0 14 * * *", "UTC", "15:00-18:00"), CancellationToken.None);
        await world.SaveAsync("visit");
        world.Time.Advance(TimeSpan.FromHours(4));

        Assert.Equal(ScheduledStart.Nothing, await schedules.RunDueAsync(world, CancellationToken.None));

        Assert.Equal(Time("2026-11-02T18:00:00Z"), (await schedules.ReadAsync(CancellationToken.None)).NextRun);
        world.Time.Advance(TimeSpan.FromHours(2));
        Assert.Single((await schedules.RunDueAsync(world, CancellationToken.None)).Runs);
    }

    [Fact]
    public async Task Save_WhileARunIsHeldBack_LosesItNot()
    {
        var time = new ManualTime();
        var schedules = Of(time);
        await schedules.SaveAsync(Change("0 0 13 * * *", "UTC", "13:00-18:00"), CancellationToken.None);
        time.Advance(TimeSpan.FromHours(2));

        var same = await schedules.SaveAsync(new ScheduleChange(null, null, null), CancellationToken.None);
        Assert.Equal(Time("2026-11-02T18:00:00Z"), same.NextRun);
        var longer = await schedules.SaveAsync(Change(null, null, "12:00-20:00"), CancellationToken.None);
        Assert.Equal(Time("2026-11-02T20:00:00Z"), longer.NextRun);
        var none = await schedules.SaveAsync(new ScheduleChange(null, null, null) { ChangesQuietHours = true }, CancellationToken.None);
        Assert.Equal((null, time.GetUtcNow()), (none.QuietHours, none.NextRun));
    }

    [Fact]
    public async Task Save_ACronThatNeverComes_IsRefused()
    {
        var problem = await Assert.ThrowsAsync<ProblemException>(
            () => Of(new ManualTime()).SaveAsync(new ScheduleChange(true, "0 0 0 30 2 *", null), CancellationToken.None));

        Assert.Equal(("cron", "cron_never_due"), (problem.Errors[0].Path, problem.Code));
    }

    [Theory]
    [InlineData("""{"quietHours":{"from":"08:00","to":"08:00"}}""", "quietHours", "quiet_hours_empty")]
    [InlineData("""{"quietHours":{"from":"8:00","to":"18:00"}}""", "quietHours.from", "time_of_day_invalid")]
    [InlineData("""{"quietHours":{"from":"08:00","to":"24:00"}}""", "quietHours.to", "time_of_day_invalid")]
    [InlineData("""{"quietHours":{"from":"08:00"}}""", "quietHours.to", "required")]
    [InlineData("""{"quietHours":{"from":"08:00","to":"18:00","zone":"UTC"}}""", "quietHours.zone", "unknown_member")]
    [InlineData("""{"quietHours":[]}""", "quietHours", "object_expected")]
    [InlineData("""{"cron":5}""", "cron", "text_expected")]
    public void Read_WrongChange_NamesItsPath(string json, string path, string code)
    {
        var problem = Assert.Throws<ProblemException>(() => ScheduleJson.Read(Encoding.UTF8.GetBytes(json)));

        Assert.Equal([(path, code)], problem.Errors.Select(error => (error.Path, error.Code)));
    }

    [Theory]
    [InlineData("{}", false, null)]
    [InlineData("""{"quietHours":null}""", true, null)]
    [InlineData("""{"quietHours":{"from":"22:00","to":"06:30"}}""", true, "22:00-06:30")]
    public void Read_QuietHours_StayGoOrChange(string json, bool changes, string? quiet)
    {
        var change = ScheduleJson.Read(Encoding.UTF8.GetBytes(json));

        Assert.Equal((changes, quiet is null ? null : Quiet(quiet)), (change.ChangesQuietHours, change.QuietHours));
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static QuietHours Quiet(string text) =>
        new(TimeOnly.Parse(text[..5], CultureInfo.InvariantCulture), TimeOnly.Parse(text[6..], CultureInfo.InvariantCulture));

    private static ScheduleChange Change(string? cron, string? zone, string quiet) =>
        new(true, cron, zone) { ChangesQuietHours = true, QuietHours = Quiet(quiet) };

    private static RecalculationSchedules Of(RecalculationWorld world) =>
        new(world.Schedules, new NCrontabCalendar(), world.Journeys, world.Runs, world.Requests, world.Time);

    private static RecalculationSchedules Of(ManualTime time)
    {
        var world = new RecalculationWorld();
        return new(world.Schedules, new NCrontabCalendar(), new MemoryJourneyStore(), world.Runs, world.Requests, time);
    }
}
