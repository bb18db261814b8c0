using CustomerJourneys.Functions.Journeys;
using CustomerJourneys.Journeys;
using CustomerJourneys.Testing.Recalculation;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace CustomerJourneys.Functions.Tests.Journeys;

/// <summary>When the clean-up sweeps, and which clean-ups the timer starts.</summary>
public sealed class CleanUpJourneyTests
{
    private readonly TaskOrchestrationContext _context = Substitute.For<TaskOrchestrationContext>();
    private readonly DurableTaskClient _durable = Substitute.For<DurableTaskClient>("test");
    private readonly List<string> _calls = [];

    [Fact]
    public async Task Run_UntilASweepSaysThatItWasTheLast_SweepsAfterGrowingPauses()
    {
        var sweeps = 0;
        _context.GetInput<string>().Returns("journey-1");
        _context.CallActivityAsync<bool>(Arg.Any<TaskName>(), Arg.Any<object?>(), Arg.Any<TaskOptions?>()).Returns(call =>
        {
            Assert.True(call.Arg<TaskOptions>().Retry!.Policy is { MaxNumberOfAttempts: > 1 });
            _calls.Add($"{call.Arg<TaskName>().Name} {call[1]}");
            return Task.FromResult(++sweeps == 12);
        });
        _context.CreateTimer(Arg.Any<TimeSpan>(), Arg.Any<CancellationToken>()).Returns(call =>
        {
            _calls.Add(call.Arg<TimeSpan>().ToString("c", null));
            return Task.CompletedTask;
        });

        await CleanUpJourney.RunAsync(_context);

        Assert.Equal(12, _calls.Count(call => call == "SweepJourney journey-1"));
        var pauses = _calls.Where((_, i) => i % 2 == 1).Select(pause => TimeSpan.Parse(pause, null)).ToList();
        Assert.Equal((TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(30)), (pauses[0], pauses[^1]));
        Assert.Equal(pauses.Order(), pauses);
        // It is not over before its grace is.
        Assert.True(pauses.Aggregate((sum, pause) => sum + pause) >= JourneyCleanUp.Grace);
    }

    [Fact]
    public async Task Resume_MarksWithoutACleanUpUnderWay_StartsThose()
    {
        var world = new RecalculationWorld();
        List<string> deleted = [];
        for (var i = 0; i < 3; i++)
        {
            var journey = await world.SaveAsync("visit");
            await world.Catalog.DeleteAsync(journey.Id, _ => true, default);
            deleted.Add(journey.Id);
        }

        Instance(deleted[0], OrchestrationRuntimeStatus.Running);
        Instance(deleted[1], OrchestrationRuntimeStatus.Failed);

        Assert.Equal(2, await CleanUpJourney.ResumeAsync(world.CleanUp, _durable, default));

        await _durable.Received(2).ScheduleNewOrchestrationInstanceAsync(
            Arg.Any<TaskName>(), Arg.Any<object?>(), Arg.Any<StartOrchestrationOptions?>(), Arg.Any<CancellationToken>());
        foreach (var id in deleted[1..])
        {
            await _durable.Received(1).ScheduleNewOrchestrationInstanceAsync(
                Arg.Is<TaskName>(name => name.Name == "CleanUpJourney"), id, new StartOrchestrationOptions("cleanup-" + id), default);
        }
    }

    [Fact]
    public async Task Sweep_ThatFails_LeavesAnEntryAndIsRepeated()
    {
        var world = new RecalculationWorld();
        var broken = new InvalidOperationException("what storage said");
        var journeys = Substitute.For<IJourneyStore>();
        journeys.FindDeletedAsync(default!, default).ReturnsForAnyArgs(Task.FromException<DeletedJourney?>(broken));
        var log = new RecordedLog<CleanUpJourney>();
        var cleanUp = new CleanUpJourney(
            new JourneyCleanUp(journeys, world.Runs, world.Plans, world.Results, world.States, world.Ends, world.Time), log);

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => cleanUp.SweepJourney("journey-1", default));

        Assert.DoesNotContain(broken.Message, failure.Message, StringComparison.Ordinal);
        var entry = Assert.Single(log.Entries);
        Assert.Same(broken, entry.Exception);
        Assert.Contains("journey-1", entry.Message, StringComparison.Ordinal);
    }

    private void Instance(string journeyId, OrchestrationRuntimeStatus status) =>
        _durable.GetInstanceAsync("cleanup-" + journeyId, Arg.Any<bool>(), Arg.Any<CancellationToken>())
            .Returns(new OrchestrationMetadata("CleanUpJourney", "cleanup-" + journeyId) { RuntimeStatus = status });
}
