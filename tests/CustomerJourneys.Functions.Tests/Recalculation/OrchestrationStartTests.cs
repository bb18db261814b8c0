using CustomerJourneys.Functions.Recalculation;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace CustomerJourneys.Functions.Tests.Recalculation;

public sealed class OrchestrationStartTests
{
    private readonly DurableTaskClient _durable = Substitute.For<DurableTaskClient>("test");

    [Fact]
    public async Task Start_ANewRun_SchedulesItUnderItsId()
    {
        await new DurableRecalculationStarter(_durable).StartAsync("run-1", CancellationToken.None);

        await _durable.Received(1).ScheduleNewOrchestrationInstanceAsync(
            Arg.Is<TaskName>(name => name.Name == "RecalculateJourneys"), "run-1", new StartOrchestrationOptions("run-1"), CancellationToken.None);
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Pending)]
    [InlineData(OrchestrationRuntimeStatus.Running)]
    [InlineData(OrchestrationRuntimeStatus.Suspended)]
    public async Task Start_ARunThatIsUnderWay_SchedulesNothing(OrchestrationRuntimeStatus status)
    {
        Instance(new OrchestrationMetadata("RecalculateJourneys", "run-1") { RuntimeStatus = status });

        await new DurableRecalculationStarter(_durable).StartAsync("run-1", CancellationToken.None);

        Assert.True(await new DurableRecalculationStarter(_durable).IsUnderWayAsync("run-1", CancellationToken.None));
        await _durable.DidNotReceiveWithAnyArgs().ScheduleNewOrchestrationInstanceAsync(default, default(object?), default(StartOrchestrationOptions?), default);
    }

    [Fact]
    public async Task Start_SomebodyElseStartsItInBetween_ChangesNothing()
    {
        Refuse();
        Instance(null, new OrchestrationMetadata("RecalculateJourneys", "run-1") { RuntimeStatus = OrchestrationRuntimeStatus.Pending });

        await new DurableRecalculationStarter(_durable).StartAsync("run-1", CancellationToken.None);

        await _durable.ReceivedWithAnyArgs(1).ScheduleNewOrchestrationInstanceAsync(default, default(object?), default(StartOrchestrationOptions?), default);
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Completed)]
    [InlineData(OrchestrationRuntimeStatus.Failed)]
    public async Task Start_ARunWhoseInstanceHasEnded_SchedulesItAgain(OrchestrationRuntimeStatus status)
    {
        Instance(new OrchestrationMetadata("RecalculateJourneys", "run-1") { RuntimeStatus = status });

        await new DurableRecalculationStarter(_durable).StartAsync("run-1", CancellationToken.None);

        await _durable.ReceivedWithAnyArgs(1).ScheduleNewOrchestrationInstanceAsync(default, default(object?), default(StartOrchestrationOptions?), default);
    }

    [Fact]
    public async Task Start_RefusedForAnotherReason_IsAnError()
    {
        Refuse();
        Instance(null);

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => new DurableRecalculationStarter(_durable).StartAsync("run-1", CancellationToken.None));
    }

    [Fact]
    public async Task IsUnderWay_ACompletedRun_IsFalse()
    {
        Instance(new OrchestrationMetadata("RecalculateJourneys", "run-1") { RuntimeStatus = OrchestrationRuntimeStatus.Completed });

        Assert.False(await new DurableRecalculationStarter(_durable).IsUnderWayAsync("run-1", CancellationToken.None));
    }

    private void Refuse() => _durable.ScheduleNewOrchestrationInstanceAsync(
            Arg.Any<TaskName>(), Arg.Any<object?>(), Arg.Any<StartOrchestrationOptions?>(), Arg.Any<CancellationToken>())
        .Returns(Task.FromException<string>(new InvalidOperationException("refused")));

    private void Instance(OrchestrationMetadata? first, params OrchestrationMetadata?[] next) =>
        _durable.GetInstanceAsync("run-1", Arg.Any<bool>(), Arg.Any<CancellationToken>()).Returns(first, next);
}
