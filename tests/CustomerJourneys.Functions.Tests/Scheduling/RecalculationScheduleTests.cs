using CustomerJourneys.Functions.Scheduling;
using CustomerJourneys.Problems;
using CustomerJourneys.Recalculation;
using CustomerJourneys.Scheduling;
using CustomerJourneys.Testing.Recalculation;

namespace CustomerJourneys.Functions.Tests.Scheduling;

/// <summary>The schedule over the real cron calendar; the clock stands at 2026-11-02T12:00:00Z, a Monday.</summary>
public sealed class RecalculationScheduleTests
{
    private readonly RecalculationWorld _world = new();
    private readonly RecalculationSchedules _schedules;

    public RecalculationScheduleTests() => _schedules = new(
        _world.Schedules, new NCrontabCalendar(), _world.Journeys, _world.Runs, _world.Requests, _world.Time);

    [Theory]
    [InlineData("0 0 0 * * 1-5", "UTC", "2026-11-03T00:00:00Z")]
    [InlineData("0 30 6 * * *", "Europe/Berlin", "2026-11-03T05:30:00Z")]
    [InlineData("0 0 0 1 1 *", "America/New_York", "2027-01-01T05:00:00Z")]
    // The hour from 2 to 3 does not exist in Berlin on 28 March 2027.
    [InlineData("0 30 2 28 3 *", "Europe/Berlin", "2027-03-28T01:30:00Z")]
    public async Task Save_Enabled_IsDueAtTheNextTime(string cron, string zone, string expected)
    {
        var saved = await _schedules.SaveAsync(true, cron, zone, CancellationToken.None);

        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), saved.NextRun);
    }

    [Fact]
    public async Task Save_WrongCronAndZone_NamesBoth()
    {
        var problem = await Assert.ThrowsAsync<ProblemException>(() => _schedules.SaveAsync(true, "0 0 * * *", "Mars/Olympus", CancellationToken.None));

        Assert.Equal([("cron", "cron_invalid"), ("timeZone", "time_zone_unknown")], problem.Errors.Select(error => (error.Path, error.Code)));
        Assert.False((await _schedules.ReadAsync(CancellationToken.None)).Enabled);
    }

    [Fact]
    public async Task RunDue_Due_StartsOneRunForAllScheduledJourneys()
    {
        await _schedules.SaveAsync(true, "0 0 0 * * *", "UTC", CancellationToken.None);
        var first = await _world.SaveAsync("visit");
        var second = await _world.SaveAsync("visit");
        await PlayAllAsync();
        _world.Time.Advance(TimeSpan.FromHours(13));

        var run = await _schedules.RunDueAsync(_world, CancellationToken.None);

        Assert.Equal(RecalculationReason.Scheduled, run!.Reason);
        Assert.Equal([first.Id, second.Id], run.JourneyIds.Order());
        Assert.Equal([run.Id], _world.Started);
        Assert.Null(await _schedules.RunDueAsync(_world, CancellationToken.None));
    }

    [Fact]
    public async Task RunDue_TheLastRunStillGoes_SkipsThisTime()
    {
        await _schedules.SaveAsync(true, "0 0 * * * *", "UTC", CancellationToken.None);
        await _world.SaveAsync("visit");
        await PlayAllAsync();
        _world.Time.Advance(TimeSpan.FromHours(1));
        var going = await _schedules.RunDueAsync(_world, CancellationToken.None);
        _world.Time.Advance(TimeSpan.FromHours(1));

        Assert.NotNull(going);
        Assert.Null(await _schedules.RunDueAsync(_world, CancellationToken.None));
        Assert.Equal(_world.Time.GetUtcNow().AddHours(1), (await _schedules.ReadAsync(CancellationToken.None)).NextRun);
    }

    [Fact]
    public async Task RunDue_Disabled_StartsNothing()
    {
        await _world.SaveAsync("visit");
        await PlayAllAsync();
        _world.Time.Advance(TimeSpan.FromDays(2));

        Assert.Null(await _schedules.RunDueAsync(_world, CancellationToken.None));
    }

    [Fact]
    public async Task Create_WhileTheScheduleIsOff_IsNotScheduled()
    {
        Assert.False((await _world.SaveAsync("visit")).Definition.ScheduledRecalculation);
        await _schedules.SaveAsync(true, "0 0 0 * * *", "UTC", CancellationToken.None);
        Assert.True((await _world.SaveAsync("visit")).Definition.ScheduledRecalculation);
    }

    private async Task PlayAllAsync()
    {
        foreach (var run in _world.Started.ToList())
            await _world.RunAsync(run);
    }
}
