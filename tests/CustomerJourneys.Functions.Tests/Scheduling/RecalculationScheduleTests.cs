using CustomerJourneys.Functions.Scheduling;
using CustomerJourneys.Journeys;
using CustomerJourneys.Problems;
using CustomerJourneys.Recalculation;
using CustomerJourneys.Scheduling;
using CustomerJourneys.Testing.Crashes;
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
        var saved = await _schedules.SaveAsync(new ScheduleChange(true, cron, zone), CancellationToken.None);

        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), saved.NextRun);
    }

    [Fact]
    public async Task Save_WrongCronAndZone_NamesBoth()
    {
        var problem = await Assert.ThrowsAsync<ProblemException>(() => _schedules.SaveAsync(new ScheduleChange(true, "0 0 * * *", "Mars/Olympus"), CancellationToken.None));

        Assert.Equal([("cron", "cron_invalid"), ("timeZone", "time_zone_unknown")], problem.Errors.Select(error => (error.Path, error.Code)));
        Assert.False((await _schedules.ReadAsync(CancellationToken.None)).Enabled);
    }

    [Fact]
    public async Task RunDue_Due_StartsOneRunForAllScheduledJourneys()
    {
        await _schedules.SaveAsync(new ScheduleChange(true, "0 0 0 * * *", "UTC"), CancellationToken.None);
        var first = await _world.SaveAsync("visit");
        var second = await _world.SaveAsync("visit");
        await PlayAllAsync();
        _world.Time.Advance(TimeSpan.FromHours(13));

        var run = Assert.Single((await _schedules.RunDueAsync(_world, CancellationToken.None)).Runs);

        Assert.Equal(RecalculationReason.Scheduled, run.Reason);
        Assert.Equal([first.Id, second.Id], run.JourneyIds.Order());
        Assert.Equal([run.Id], _world.Started);
        Assert.Equal(ScheduledStart.Nothing, await _schedules.RunDueAsync(_world, CancellationToken.None));
    }

    [Fact]
    public async Task RunDue_TheLastRunStillGoes_SkipsThisTime()
    {
        await _schedules.SaveAsync(new ScheduleChange(true, "0 0 * * * *", "UTC"), CancellationToken.None);
        await _world.SaveAsync("visit");
        await PlayAllAsync();
        _world.Time.Advance(TimeSpan.FromHours(1));
        var going = Assert.Single((await _schedules.RunDueAsync(_world, CancellationToken.None)).Runs);
        _world.Time.Advance(TimeSpan.FromHours(1));

        var due = (await _schedules.ReadAsync(CancellationToken.None)).NextRun;
        Assert.Equal(new ScheduledStart([], due), await _schedules.RunDueAsync(_world, CancellationToken.None));
        var schedule = await _schedules.ReadAsync(CancellationToken.None);
        Assert.Equal((_world.Time.GetUtcNow().AddHours(1), due, going.Id), (schedule.NextRun, schedule.LastSkipped, schedule.LastRecalculationId));
        await PlayAllAsync();
        _world.Time.Advance(TimeSpan.FromHours(1));
        Assert.Single((await _schedules.RunDueAsync(_world, CancellationToken.None)).Runs);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunDue_ACrashBeforeTheRunIsStarted_StartsItLater(bool after)
    {
        var crashes = 0;
        for (var write = 1; ; write++)
        {
            var world = new RecalculationWorld();
            var schedules = new RecalculationSchedules(
                world.Breaker.Over<IScheduleStore>(world.Schedules), new NCrontabCalendar(), world.Journeys, world.Runs, world.Requests, world.Time);
            await schedules.SaveAsync(new ScheduleChange(true, "0 0 0 * * *", "UTC"), CancellationToken.None);
            var journeys = new[] { await world.SaveAsync("visit"), await world.SaveAsync("visit") };
            await world.PlayAllAsync();
            await world.DidAsync("ada", "visit", 1);
            world.Time.Advance(TimeSpan.FromHours(13));
            world.Breaker.BreakAt(write, after);
            try
            {
                await schedules.RunDueAsync(world.Starter, CancellationToken.None);
                break;
            }
            catch (CrashException)
            {
                crashes++;
            }

            world.Time.Advance(TimeSpan.FromMinutes(1));
            await world.RestartAsync();
            await schedules.RunDueAsync(world.Starter, CancellationToken.None);
            await world.RestartAsync();

            foreach (var journey in journeys)
                Assert.Equal([1], (await world.SeeAsync(journey.Id)).Converted);
            var schedule = await schedules.ReadAsync(CancellationToken.None);
            Assert.Null(schedule.StartingSince);
            Assert.Equal(RecalculationStatus.Succeeded, (await world.RunOfAsync(schedule.LastRecalculationId!)).Status);
        }

        Assert.True(crashes > 3, $"{crashes} writes");
    }

    [Fact]
    public async Task RunDue_MoreJourneysThanARunHas_StartsSeveralRuns()
    {
        await _schedules.SaveAsync(new ScheduleChange(true, "0 0 * * * *", "UTC"), CancellationToken.None);
        var journey = await _world.SaveAsync("visit");
        await PlayAllAsync();
        for (var i = 0; i < RecalculationRequests.MaxJourneys; i++)
            await _world.Journeys.AddAsync(journey with { Id = _world.Ids.NewId() }, CancellationToken.None);
        _world.Time.Advance(TimeSpan.FromHours(1));

        var runs = (await _schedules.RunDueAsync(_world, CancellationToken.None)).Runs;

        Assert.Equal([RecalculationRequests.MaxJourneys, 1], runs.Select(run => run.JourneyIds.Count));
        var schedule = await _schedules.ReadAsync(CancellationToken.None);
        Assert.Equal((null, runs[1].Id), (schedule.StartingSince, schedule.LastRecalculationId));
        // As long as one of them goes, there is no next one.
        await _world.Ends.FinishAsync(runs[1].Id, RecalculationStatus.Succeeded, null, CancellationToken.None);
        _world.Time.Advance(TimeSpan.FromHours(1));
        Assert.NotNull((await _schedules.RunDueAsync(_world, CancellationToken.None)).Skipped);
    }

    [Fact]
    public async Task RunDue_StartingFailsForLong_IsTriedEveryMinuteAndTakesTheNextTime()
    {
        var journeys = Substitute.For<IJourneyStore>();
        journeys.ListAsync(default, default, default, default).ReturnsForAnyArgs(Task.FromException<Page<StoredJourney>>(new InvalidOperationException("broken")));
        var failing = new RecalculationSchedules(_world.Schedules, new NCrontabCalendar(), journeys, _world.Runs, _world.Requests, _world.Time);
        await _schedules.SaveAsync(new ScheduleChange(true, "0 0 * * * *", "UTC"), CancellationToken.None);
        await _world.SaveAsync("visit");
        await PlayAllAsync();
        _world.Time.Advance(TimeSpan.FromHours(1));
        for (var minute = 0; minute <= 60; minute++)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => failing.RunDueAsync(_world, CancellationToken.None));
            _world.Time.Advance(TimeSpan.FromMinutes(1));
        }

        var schedule = await _schedules.ReadAsync(CancellationToken.None);
        Assert.Equal((_world.Time.GetUtcNow().AddMinutes(-1), _world.Time.GetUtcNow().AddMinutes(59)), (schedule.StartingSince, schedule.NextRun));
        Assert.Single((await _schedules.RunDueAsync(_world, CancellationToken.None)).Runs);
        Assert.Null((await _schedules.ReadAsync(CancellationToken.None)).StartingSince);
    }

    [Fact]
    public async Task RunDue_Disabled_StartsNothing()
    {
        await _world.SaveAsync("visit");
        await PlayAllAsync();
        _world.Time.Advance(TimeSpan.FromDays(2));

        Assert.Equal(ScheduledStart.Nothing, await _schedules.RunDueAsync(_world, CancellationToken.None));
    }

    [Fact]
    public async Task Create_WhileTheScheduleIsOff_IsNotScheduled()
    {
        Assert.False((await _world.SaveAsync("visit")).Definition.ScheduledRecalculation);
        await _schedules.SaveAsync(new ScheduleChange(true, "0 0 0 * * *", "UTC"), CancellationToken.None);
        Assert.True((await _world.SaveAsync("visit")).Definition.ScheduledRecalculation);
    }

    private async Task PlayAllAsync()
    {
        foreach (var run in _world.Started.ToList())
            await _world.RunAsync(run);
    }
}
