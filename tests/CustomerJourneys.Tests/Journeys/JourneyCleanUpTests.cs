using CustomerJourneys.Activities;
using CustomerJourneys.Journeys;
using CustomerJourneys.Problems;
using CustomerJourneys.Recalculation;
using CustomerJourneys.Results;
using CustomerJourneys.Testing.Recalculation;

namespace CustomerJourneys.Tests.Journeys;

/// <summary>What a deleted journey leaves goes, whatever was under way; what others need stays.</summary>
public sealed class JourneyCleanUpTests
{
    private readonly RecalculationWorld _world = new();

    [Fact]
    public async Task Delete_AJourney_TakesEverythingAlongAndItsMarkLast()
    {
        await _world.DidAsync("ada", "visit", 1);
        var journey = await _world.SaveAsync("visit");
        await _world.RunAsync(journey.RecalculationId);

        await DeleteAsync(journey);

        await AssertGoneToReadersAsync(journey);
        Assert.Equal(new DeletedJourney(journey.Id, _world.Time.GetUtcNow()), Assert.Single(await _world.CleanUp.ListAsync(default)));
        Assert.False(await SweepAsync(journey));
        await AssertNothingLeftAsync(journey);
        // Whoever asked for its last run may still look at it.
        Assert.Equal(RecalculationStatus.Succeeded, (await _world.Runs.FindAsync(journey.RecalculationId, default))!.Status);

        _world.Time.Advance(JourneyCleanUp.Grace);
        Assert.True(await SweepAsync(journey));
        Assert.Null(await _world.Runs.FindAsync(journey.RecalculationId, default));
        Assert.Empty(await _world.CleanUp.ListAsync(default));
        Assert.True(await SweepAsync(journey));
    }

    [Fact]
    public async Task Sweep_WithoutAMark_TouchesNothing()
    {
        var journey = await _world.SaveAsync("visit");
        await _world.RunAsync(journey.RecalculationId);

        Assert.True(await SweepAsync(journey));

        Assert.Equal(ResultState.Current, (await _world.SeeAsync(journey.Id)).State);
    }

    [Fact]
    public async Task Delete_OtherVersionThanExpected_LeavesJourneyAndResults()
    {
        var journey = await _world.SaveAsync("visit");
        await _world.RunAsync(journey.RecalculationId);

        var problem = await Assert.ThrowsAsync<ProblemException>(() => _world.Catalog.DeleteAsync(journey.Id, version => version == 2, default));

        Assert.Equal("journey_changed", problem.Code);
        Assert.Empty(await _world.CleanUp.ListAsync(default));
        Assert.Equal(ResultState.Current, (await _world.SeeAsync(journey.Id)).State);
    }

    [Fact]
    public async Task Sweep_WhileItsRunIsUnderWay_SupersedesIt()
    {
        await _world.DidAsync("ada", "visit", 1);
        var journey = await _world.SaveAsync("visit");
        await _world.EvaluateAsync(journey.RecalculationId);
        var waiting = await _world.Requests.RequestAsync(journey.Id, _world, default);
        await DeleteAsync(journey);

        Assert.False(await SweepAsync(journey));

        foreach (var run in (string[])[journey.RecalculationId, waiting.Id])
        {
            Assert.Equal(RecalculationStatus.Superseded, (await _world.Runs.FindAsync(run, default))!.Status);
            // What its orchestration still does comes to nothing.
            await _world.RunAsync(run);
        }

        await AssertNothingLeftAsync(journey);
    }

    [Fact]
    public async Task Publish_AfterTheDelete_PublishesNothing()
    {
        await _world.DidAsync("ada", "visit", 1);
        var journey = await _world.SaveAsync("visit");
        await _world.EvaluateAsync(journey.RecalculationId);
        await DeleteAsync(journey);

        await _world.Publication.PublishAsync(journey.RecalculationId, default);

        Assert.Null(await _world.Results.FindCurrentAsync(journey.Id, default));
        Assert.Equal(RecalculationStatus.Superseded, (await _world.Runs.FindAsync(journey.RecalculationId, default))!.Status);
    }

    [Fact]
    public async Task Sweep_AfterAStepThatWroteLate_RemovesThatToo()
    {
        await _world.DidAsync("ada", "visit", 1);
        var journey = await _world.SaveAsync("visit");
        await _world.RunAsync(journey.RecalculationId);
        var result = (await _world.Results.FindCurrentAsync(journey.Id, default))!;
        await DeleteAsync(journey);
        Assert.False(await SweepAsync(journey));

        // Steps that had made sure of the journey and of the run before, and took their time to write.
        _world.Time.Advance(TimeSpan.FromMinutes(30));
        await _world.Results.PublishAsync(result, default);
        await _world.States.SaveAsync(journey.RecalculationId, 2, default, 0, new byte[1], default);
        await _world.Plans.SaveCountsAsync(journey.RecalculationId, 2, new byte[1], default);

        Assert.False(await SweepAsync(journey));
        await AssertNothingLeftAsync(journey);
        _world.Time.Advance(TimeSpan.FromMinutes(30));
        Assert.True(await SweepAsync(journey));
        Assert.Null(await _world.Plans.ReadCountsAsync(journey.RecalculationId, 2, default));
    }

    [Fact]
    public async Task Sweep_RunOfSeveralJourneys_GoesOnForTheOthersAndIsWaitedFor()
    {
        await _world.DidAsync("ada", "visit", 1);
        var (deleted, kept) = (await _world.SaveAsync("visit"), await _world.SaveAsync("visit"));
        var run = (await _world.Requests.RequestManyAsync([deleted.Id, kept.Id], RecalculationReason.Requested, _world, default))!;
        foreach (var own in (string[])[deleted.RecalculationId, kept.RecalculationId])
            await _world.RunAsync(own);
        await _world.DidAsync("ada", "visit", 2);
        await _world.EvaluateAsync(run.Id);
        await DeleteAsync(deleted);
        _world.Time.Advance(2 * JourneyCleanUp.Grace);

        Assert.False(await SweepAsync(deleted));
        Assert.Equal(RecalculationStatus.Running, (await _world.Runs.FindAsync(run.Id, default))!.Status);
        // One of its steps is repeated, and writes the journey's states once more.
        await _world.Partitions.EvaluateAsync(run.Id, 0, default);
        await _world.Publication.PublishAsync(run.Id, default);

        // The hour begins anew, since the run was met.
        Assert.False(await SweepAsync(deleted));
        _world.Time.Advance(JourneyCleanUp.Grace);
        Assert.True(await SweepAsync(deleted));
        await AssertNothingLeftAsync(deleted);
        var (state, converted) = await _world.SeeAsync(kept.Id);
        Assert.Equal(ResultState.Current, state);
        Assert.Equal([1], converted);
        Assert.Equal(RecalculationStatus.Succeeded, (await _world.Runs.FindAsync(run.Id, default))!.Status);
        Assert.NotNull(await _world.States.ReadAsync(run.Id, PartitionMap.PartitionOf("ada", 3), 0, 1, default));
    }

    [Fact]
    public async Task Sweep_RunThatACrashedRequestLeft_IsRemovedInTheEnd()
    {
        var journey = await _world.SaveAsync("visit");
        await _world.RunAsync(journey.RecalculationId);
        await DeleteAsync(journey);
        Assert.False(await SweepAsync(journey));

        // A save or a timer that had read the journey before starts its run only now.
        var late = journey with { RecalculationId = _world.Ids.NewId() };
        await _world.Requests.StartSavedAsync(late, _world, default);
        _world.Time.Advance(JourneyCleanUp.Grace);

        Assert.False(await SweepAsync(journey));
        Assert.Equal(default, await _world.Planner.PlanAsync(late.RecalculationId, default));
        _world.Time.Advance(JourneyCleanUp.Grace);
        Assert.True(await SweepAsync(journey));
        Assert.Null(await _world.Runs.FindAsync(late.RecalculationId, default));
    }

    private Task DeleteAsync(StoredJourney journey) => _world.Catalog.DeleteAsync(journey.Id, version => version == journey.Version, default);

    private Task<bool> SweepAsync(StoredJourney journey) => _world.CleanUp.SweepAsync(journey.Id, default);

    private async Task AssertGoneToReadersAsync(StoredJourney journey)
    {
        foreach (var read in (Func<Task>[])
        [
            () => _world.Catalog.FindAsync(journey.Id, default),
            () => _world.Catalog.FindHeadAsync(journey.Id, default),
            () => _world.Reader.ReadAsync(journey.Id, null, default),
            () => _world.Requests.RequestAsync(journey.Id, _world, default),
            () => _world.Catalog.DuplicateAsync(journey.Id, default, default),
            () => _world.Catalog.DeleteAsync(journey.Id, _ => true, default),
        ])
        {
            Assert.Equal("journey_not_found", (await Assert.ThrowsAsync<ProblemException>(read)).Code);
        }

        Assert.Empty((await _world.Catalog.ListAsync(null, null, null, default)).Items);
    }

    private async Task AssertNothingLeftAsync(StoredJourney journey)
    {
        Assert.Null(await _world.Results.FindCurrentAsync(journey.Id, default));
        Assert.Empty((await _world.Results.ListAsync(journey.Id, 10, null, default)).Items);
        Assert.Null(await _world.Plans.FindAsync(journey.RecalculationId, default));
        foreach (var run in (await _world.Runs.ListEndedOfAsync(journey.Id, default)).Select(run => run.Id).Append(journey.RecalculationId))
        {
            for (var partition = 0; partition < 3; partition++)
                Assert.Null(await _world.States.ReadAsync(run, partition, 0, 1, default));
        }
    }
}
