using CustomerJourneys.Contacts;
using CustomerJourneys.Functions.Scheduling;
using CustomerJourneys.Imports;
using CustomerJourneys.Journeys;
using CustomerJourneys.Recalculation;
using CustomerJourneys.Scheduling;
using CustomerJourneys.Testing.Contacts;
using CustomerJourneys.Testing.Imports;
using CustomerJourneys.Testing.Recalculation;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace CustomerJourneys.Functions.Tests.Scheduling;

/// <summary>What is done every minute is done part by part: one that fails is seen, and keeps no other from its turn.</summary>
public sealed class MinuteTimerTests
{
    private readonly RecalculationWorld _world = new();
    private readonly DurableTaskClient _durable = Substitute.For<DurableTaskClient>("test");
    private readonly RecordedLog<MinuteTimer> _log = new();
    private readonly IRecalculationStore _runs = Substitute.For<IRecalculationStore>();
    private readonly IImportStore _imports = Substitute.For<IImportStore>();
    private readonly IJourneyStore _marks = Substitute.For<IJourneyStore>();

    [Fact]
    public async Task Run_TheFirstThreePartsFail_StartsWhatTheScheduleMakesDueAndFails()
    {
        var (ofRuns, ofImports, ofMarks) = (new InvalidOperationException("runs"), new InvalidOperationException("imports"), new InvalidOperationException("marks"));
        _runs.FindAsync(default!, default).ReturnsForAnyArgs(Task.FromException<RecalculationRun?>(ofRuns));
        _imports.ListRunningAsync(default).ReturnsForAnyArgs(Task.FromException<IReadOnlyList<ActivityImport>>(ofImports));
        _marks.ListDeletedAsync(default).ReturnsForAnyArgs(Task.FromException<IReadOnlyList<DeletedJourney>>(ofMarks));
        await MakeDueAsync();

        var failure = await Assert.ThrowsAsync<AggregateException>(() => RunAsync(_imports, _marks, _world.Schedules));

        Assert.Equal([ofRuns, ofImports, ofMarks], failure.InnerExceptions);
        Assert.Equal(failure.InnerExceptions, _log.Entries.Select(entry => entry.Exception).OfType<Exception>());
        var run = (await _world.Schedules.ReadAsync(default)).LastRecalculationId;
        await _durable.Received(1).ScheduleNewOrchestrationInstanceAsync(
            Arg.Any<TaskName>(), run, new StartOrchestrationOptions(run), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Run_TheScheduleFails_TheOthersAreDone()
    {
        var schedules = Substitute.For<IScheduleStore>();
        schedules.ReadAsync(default).ReturnsForAnyArgs(Task.FromException<RecalculationSchedule>(new InvalidOperationException("schedule")));
        _runs.ListOpenAsync(default).ReturnsForAnyArgs([]);
        var deleted = await _world.SaveAsync("visit");
        await _world.Catalog.DeleteAsync(deleted.Id, _ => true, default);

        await Assert.ThrowsAsync<AggregateException>(() => RunAsync(new MemoryImportStore(), _world.Journeys, schedules));

        Assert.Equal(2, _log.Entries.Count);
        await _durable.Received(1).ScheduleNewOrchestrationInstanceAsync(
            Arg.Any<TaskName>(), deleted.Id, new StartOrchestrationOptions("cleanup-" + deleted.Id), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Run_NothingFails_IsQuiet()
    {
        _runs.ListOpenAsync(default).ReturnsForAnyArgs([]);

        await RunAsync(new MemoryImportStore(), _world.Journeys, _world.Schedules);

        Assert.Empty(_log.Entries);
    }

    private async Task MakeDueAsync()
    {
        await Schedules(_world.Schedules).SaveAsync(new ScheduleChange(true, "0 0 * * * *", "UTC"), default);
        await _world.SaveAsync("visit");
        await _world.PlayAllAsync();
        _world.Time.Advance(TimeSpan.FromHours(1));
    }

    private RecalculationSchedules Schedules(IScheduleStore schedules) =>
        new(schedules, new NCrontabCalendar(), _world.Journeys, _world.Runs, _world.Requests, _world.Time);

    private ContactIdentity Identity()
    {
        var reader = new ContactReader(new SharedFold(_world.Activities), _world.Activities, _world.Rewriting);
        return new ContactIdentity(new MemoryContactEmailStore(), _world.Rewriting, reader, new ContactClock(_world.Time), _world.Time);
    }

    private Task RunAsync(IImportStore imports, IJourneyStore marks, IScheduleStore schedules) => new MinuteTimer(
        Schedules(schedules),
        new RecalculationRepair(_world.Journeys, _runs, _world.Requests),
        new ActivityImports(imports, _world.Ids, _world.Time),
        new JourneyCleanUp(marks, _world.Runs, _world.Plans, _world.Results, _world.States, _world.Ends, _world.Time),
        Identity(),
        _log).RunAsync(null!, _durable, default);
}
