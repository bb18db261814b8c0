using CustomerJourneys.Activities;
using CustomerJourneys.Recalculation;
using CustomerJourneys.Recalculation.Reuse;
using CustomerJourneys.Testing.Recalculation;

namespace CustomerJourneys.Tests.Recalculation;

/// <summary>One partition of a run: when it stops, and what it reads.</summary>
public sealed class PartitionRecalculationTests
{
    private readonly RecalculationWorld _world = new();
    private readonly IActivityStore _activities = Substitute.For<IActivityStore>();

    [Fact]
    public async Task Evaluate_TheRunIsCancelledAmidIt_StopsWithoutCounts()
    {
        var journey = await _world.SaveAsync("visit");
        await _world.Planner.PlanAsync(journey.RecalculationId, CancellationToken.None);
        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // Work that goes on until it is told to stop.
        _activities.OpenAsync(default!, default).ReturnsForAnyArgs(async call =>
        {
            opened.SetResult();
            await Task.Delay(Timeout.Infinite, call.Arg<CancellationToken>());
            return (IPartitionSnapshot)null!;
        });
        var partitions = new PartitionRecalculation(_world.Runs, _world.Plans, _world.Prepared, _activities, _world.States, TimeProvider.System);
        var evaluating = partitions.EvaluateAsync(journey.RecalculationId, 0, CancellationToken.None);
        await opened.Task;

        await _world.Requests.CancelAsync(journey.RecalculationId, CancellationToken.None);

        Assert.Equal(0, await evaluating.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Null(await _world.Plans.ReadCountsAsync(journey.RecalculationId, 0, CancellationToken.None));
    }

    [Fact]
    public async Task Evaluate_TheProcessIsStopped_IsCancelledAndNotTakenForTheEndOfTheRun()
    {
        var journey = await _world.SaveAsync("visit");
        await _world.Planner.PlanAsync(journey.RecalculationId, CancellationToken.None);
        using var stopping = new CancellationTokenSource();
        _activities.OpenAsync(default!, default).ReturnsForAnyArgs(async call =>
        {
            await stopping.CancelAsync();
            call.Arg<CancellationToken>().ThrowIfCancellationRequested();
            return (IPartitionSnapshot)null!;
        });
        var partitions = new PartitionRecalculation(_world.Runs, _world.Plans, _world.Prepared, _activities, _world.States, TimeProvider.System);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => partitions.EvaluateAsync(journey.RecalculationId, 0, stopping.Token));
    }

    [Fact]
    public async Task Evaluate_AllPartitionsOfARun_ReadsItsPlanOnce()
    {
        var journey = await _world.SaveAsync("visit");
        await _world.Planner.PlanAsync(journey.RecalculationId, CancellationToken.None);
        var plans = Substitute.For<IRecalculationPlanStore>();
        plans.FindAsync(default!, default).ReturnsForAnyArgs(call => _world.Plans.FindAsync(call.Arg<string>(), default));
        var partitions = new PartitionRecalculation(_world.Runs, plans, new PreparedPlans(plans, _world.Results), _world.Activities, _world.States, TimeProvider.System);

        for (var partition = 0; partition < 3; partition++)
            Assert.Equal(1, await partitions.EvaluateAsync(journey.RecalculationId, partition, CancellationToken.None));

        await plans.ReceivedWithAnyArgs(1).FindAsync(default!, default);
    }

    [Fact]
    public async Task Evaluate_ALookAtTheRunFailsAmidIt_IsEvaluatedAllTheSame()
    {
        var journey = await _world.SaveAsync("visit");
        await _world.Planner.PlanAsync(journey.RecalculationId, CancellationToken.None);
        var looked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var looks = 0;
        var runs = Substitute.For<IRecalculationStore>();
        runs.FindAsync(default!, default).ReturnsForAnyArgs(call =>
        {
            looks++;
            if (looks == 3)
                looked.SetResult();
            return looks == 2 ? Task.FromException<RecalculationRun?>(new InvalidOperationException("away")) : _world.Runs.FindAsync(call.Arg<string>(), default);
        });
        // Work that lasts until a look has failed and another one has come after it.
        _activities.OpenAsync(default!, default).ReturnsForAnyArgs(async call =>
        {
            await looked.Task;
            return await _world.Activities.OpenAsync(call.Arg<PartitionPin>(), call.Arg<CancellationToken>());
        });
        var partitions = new PartitionRecalculation(runs, _world.Plans, _world.Prepared, _activities, _world.States, TimeProvider.System);

        Assert.Equal(1, await partitions.EvaluateAsync(journey.RecalculationId, 0, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60)));

        Assert.NotNull(await _world.Plans.ReadCountsAsync(journey.RecalculationId, 0, CancellationToken.None));
    }
}
