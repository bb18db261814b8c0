using CustomerJourneys.Journeys;
using CustomerJourneys.Problems;
using CustomerJourneys.Recalculation;
using CustomerJourneys.Results;
using CustomerJourneys.Testing.Recalculation;

namespace CustomerJourneys.Tests.Recalculation;

/// <summary>How a recalculation lives: requested, joined, followed, superseded, cancelled, failed, resumed.</summary>
public sealed class RecalculationStories
{
    private readonly RecalculationWorld _world = new();

    [Fact]
    public async Task Save_NewJourney_CalculatesByItself()
    {
        await _world.DidAsync("ada", "visit", 1);
        await _world.DidAsync("ada", "buy", 2);
        await _world.DidAsync("bob", "visit", 1);
        var journey = await _world.SaveAsync("visit", "buy");

        Assert.Equal((ResultState.Calculating, 0), await StateAndStagesAsync(journey.Id));
        await _world.RunAsync(Assert.Single(_world.Started));

        var (state, converted) = await _world.SeeAsync(journey.Id);
        Assert.Equal(ResultState.Current, state);
        Assert.Equal([2, 1], converted);
    }

    [Fact]
    public async Task Recalculate_BeforeTheRunPinnedItsData_Joins()
    {
        var journey = await _world.SaveAsync("visit");

        var joined = await _world.Requests.RequestAsync(journey.Id, _world, CancellationToken.None);

        Assert.Equal(journey.RecalculationId, joined.Id);
        Assert.Single(_world.Started);
    }

    [Fact]
    public async Task Recalculate_AfterTheRunPinnedItsData_QueuesExactlyOneFollowUp()
    {
        var journey = await _world.SaveAsync("visit");
        var first = journey.RecalculationId;
        await _world.EvaluateAsync(first);
        await _world.DidAsync("late", "visit", 1);

        var second = await _world.Requests.RequestAsync(journey.Id, _world, CancellationToken.None);
        var third = await _world.Requests.RequestAsync(journey.Id, _world, CancellationToken.None);

        Assert.NotEqual(first, second.Id);
        Assert.Equal(second.Id, third.Id);
        Assert.Equal(first, second.BeforeOf(journey.Id));
        Assert.Equal([first], _world.Started);

        await _world.Publication.PublishAsync(first, CancellationToken.None);
        _world.Started.Clear();
        Assert.Equal([second.Id], _world.Hinted);
        var (state, converted) = await _world.SeeAsync(journey.Id);
        Assert.Equal(ResultState.Calculating, state);
        Assert.Equal([0], converted);

        await _world.Ends.StartWaitingAsync(second.Id, _world, CancellationToken.None);
        await _world.RunAsync(Assert.Single(_world.Started));
        (state, converted) = await _world.SeeAsync(journey.Id);
        Assert.Equal(ResultState.Current, state);
        Assert.Equal([1], converted);
    }

    [Fact]
    public async Task StartWaiting_WhileTheOtherRuns_StartsNothing()
    {
        var journey = await _world.SaveAsync("visit");
        await _world.EvaluateAsync(journey.RecalculationId);
        var second = await _world.Requests.RequestAsync(journey.Id, _world, CancellationToken.None);

        await _world.Ends.StartWaitingAsync(second.Id, _world, CancellationToken.None);

        Assert.Equal([journey.RecalculationId], _world.Started);
    }

    [Fact]
    public async Task Edit_WhileARunIsUnderWay_TakesTheJourneyFromIt()
    {
        await _world.DidAsync("ada", "visit", 1);
        var journey = await _world.SaveAsync("visit");
        await _world.EvaluateAsync(journey.RecalculationId);

        var edited = await _world.EditAsync(journey, "buy");
        await _world.Publication.PublishAsync(journey.RecalculationId, CancellationToken.None);

        Assert.Equal(RecalculationStatus.Superseded, (await _world.Runs.FindAsync(journey.RecalculationId, CancellationToken.None))!.Status);
        Assert.Equal((ResultState.Calculating, 0), await StateAndStagesAsync(journey.Id));
        await _world.RunAsync(edited.RecalculationId);
        var (_, converted) = await _world.SeeAsync(journey.Id);
        Assert.Equal([0], converted);
    }

    [Fact]
    public async Task Edit_BeforeTheRunPlans_LeavesItNothing()
    {
        var journey = await _world.SaveAsync("visit");
        await _world.EditAsync(journey, "buy");

        Assert.Equal(default, await _world.Planner.PlanAsync(journey.RecalculationId, CancellationToken.None));

        Assert.Equal(RecalculationStatus.Superseded, (await _world.Runs.FindAsync(journey.RecalculationId, CancellationToken.None))!.Status);
    }

    [Fact]
    public async Task RequestMany_OneEditedMeanwhile_PublishesTheOthers()
    {
        await _world.DidAsync("ada", "visit", 1);
        var kept = await _world.SaveAsync("visit");
        var edited = await _world.SaveAsync("visit");
        foreach (var id in _world.Started.ToList())
            await _world.RunAsync(id);
        await _world.DidAsync("bob", "visit", 1);

        var run = await _world.Requests.RequestManyAsync([kept.Id, edited.Id], RecalculationReason.Requested, _world, CancellationToken.None);
        await _world.EvaluateAsync(run!.Id);
        await _world.EditAsync(edited, "buy");
        await _world.Publication.PublishAsync(run.Id, CancellationToken.None);

        var (_, ofKept) = await _world.SeeAsync(kept.Id);
        var (_, ofEdited) = await _world.SeeAsync(edited.Id);
        Assert.Equal([2], ofKept);
        Assert.Equal([1], ofEdited);
        Assert.Equal(RecalculationStatus.Succeeded, (await _world.Runs.FindAsync(run.Id, CancellationToken.None))!.Status);
    }

    [Fact]
    public async Task Cancel_ARun_RestoresWhatHeldBefore()
    {
        await _world.DidAsync("ada", "visit", 1);
        var journey = await _world.SaveAsync("visit");
        await _world.RunAsync(journey.RecalculationId);
        await _world.DidAsync("bob", "visit", 1);
        var run = await _world.Requests.RequestAsync(journey.Id, _world, CancellationToken.None);
        await _world.EvaluateAsync(run.Id);

        var cancelled = await _world.Requests.CancelAsync(run.Id, CancellationToken.None);
        await _world.Publication.PublishAsync(run.Id, CancellationToken.None);

        Assert.Equal(RecalculationStatus.Cancelled, cancelled.Status);
        var (state, converted) = await _world.SeeAsync(journey.Id);
        Assert.Equal(ResultState.Current, state);
        Assert.Equal([1], converted);
    }

    [Fact]
    public async Task Cancel_AFollowUp_LeavesTheRunBeforeItInForce()
    {
        await _world.DidAsync("ada", "visit", 1);
        var journey = await _world.SaveAsync("visit");
        var first = journey.RecalculationId;
        await _world.EvaluateAsync(first);
        var second = await _world.Requests.RequestAsync(journey.Id, _world, CancellationToken.None);

        await _world.Requests.CancelAsync(second.Id, CancellationToken.None);

        Assert.Equal((ResultState.Calculating, 0), await StateAndStagesAsync(journey.Id));
        var third = await _world.Requests.RequestAsync(journey.Id, _world, CancellationToken.None);
        Assert.Equal(first, third.BeforeOf(journey.Id));
        Assert.Equal([first], _world.Started);
        await _world.Requests.CancelAsync(third.Id, CancellationToken.None);
        await _world.Publication.PublishAsync(first, CancellationToken.None);
        Assert.Equal((ResultState.Current, 1), await StateAndStagesAsync(journey.Id));
    }

    [Fact]
    public async Task Cancel_ARunAfterAFailedOne_RestoresTheFailure()
    {
        var journey = await _world.SaveAsync("visit");
        await _world.Ends.FinishAsync(journey.RecalculationId, RecalculationStatus.Failed, "no luck", CancellationToken.None);
        var run = await _world.Requests.RequestAsync(journey.Id, _world, CancellationToken.None);

        await _world.Requests.CancelAsync(run.Id, CancellationToken.None);

        var view = await _world.Reader.ReadAsync(journey.Id, null, CancellationToken.None);
        Assert.Equal((ResultState.Failed, "no luck"), (view.State, view.Run!.Error));
    }

    [Fact]
    public async Task Cancel_TheFirstRun_LeavesNone()
    {
        var journey = await _world.SaveAsync("visit");

        await _world.Requests.CancelAsync(journey.RecalculationId, CancellationToken.None);

        Assert.Equal((ResultState.None, 0), await StateAndStagesAsync(journey.Id));
        Assert.Equal(default, await _world.Planner.PlanAsync(journey.RecalculationId, CancellationToken.None));
    }

    [Fact]
    public async Task Finish_AsFailed_KeepsTheEarlierResultAndSaysWhy()
    {
        await _world.DidAsync("ada", "visit", 1);
        var journey = await _world.SaveAsync("visit");
        await _world.RunAsync(journey.RecalculationId);
        var run = await _world.Requests.RequestAsync(journey.Id, _world, CancellationToken.None);

        await _world.Ends.FinishAsync(run.Id, RecalculationStatus.Failed, new string('x', 2000), CancellationToken.None);

        var view = await _world.Reader.ReadAsync(journey.Id, null, CancellationToken.None);
        Assert.Equal(ResultState.Failed, view.State);
        Assert.Equal(1024, view.Run!.Error!.Length);
        Assert.Equal(1, view.Result!.Stages[0].Converted);
    }

    [Fact]
    public async Task Results_ReadWhileARunEnds_AreNeverCurrentWithTheFiguresBefore()
    {
        await _world.DidAsync("ada", "visit", 1);
        var journey = await _world.SaveAsync("visit");
        await _world.EvaluateAsync(journey.RecalculationId);
        // The run ends between the reader's first request and its next one, whichever those are.
        var journeys = Substitute.For<IJourneyStore>();
        journeys.FindHeadAsync(journey.Id, Arg.Any<CancellationToken>()).Returns(_ => EndRunAsync());

        var view = await new JourneyResults(journeys, _world.Runs, _world.Results, _world.Rewriting).ReadAsync(journey.Id, null, CancellationToken.None);

        Assert.Equal(ResultState.Current, view.State);
        Assert.NotNull(view.Result);

        async Task<JourneyHead?> EndRunAsync()
        {
            await _world.Publication.PublishAsync(journey.RecalculationId, CancellationToken.None);
            return new JourneyHead(journey.Id, journey.Version, journey.RecalculationId);
        }
    }

    [Fact]
    public async Task Resume_AfterACrashBetweenSavingAndStarting_StartsTheRun()
    {
        var saved = await _world.Catalog.CreateAsync(RecalculationWorld.Definition("visit"), CancellationToken.None);
        Assert.Equal((ResultState.Calculating, 0), await StateAndStagesAsync(saved.Id));

        Assert.Equal(1, await _world.Repair.ResumeAsync(_world, CancellationToken.None));

        await _world.RunAsync(Assert.Single(_world.Started));
        Assert.Equal(ResultState.Current, (await _world.SeeAsync(saved.Id)).State);
        Assert.Equal(0, await _world.Repair.ResumeAsync(_world, CancellationToken.None));
    }

    [Fact]
    public async Task Resume_AfterTheHintOfAFollowUpWasLost_StartsIt()
    {
        var journey = await _world.SaveAsync("visit");
        await _world.EvaluateAsync(journey.RecalculationId);
        var second = await _world.Requests.RequestAsync(journey.Id, _world, CancellationToken.None);
        await _world.Publication.PublishAsync(journey.RecalculationId, CancellationToken.None);
        _world.Started.Clear();

        Assert.Equal(1, await _world.Repair.ResumeAsync(_world, CancellationToken.None));

        Assert.Equal([second.Id], _world.Started);
    }

    [Fact]
    public async Task EveryStep_Repeated_ChangesNothing()
    {
        await _world.DidAsync("ada", "visit", 1);
        var journey = await _world.SaveAsync("visit");
        var run = journey.RecalculationId;

        await _world.EvaluateAsync(run);
        await _world.DidAsync("bob", "visit", 1);
        await _world.EvaluateAsync(run);
        await _world.Publication.PublishAsync(run, CancellationToken.None);
        await _world.Publication.PublishAsync(run, CancellationToken.None);
        await _world.EvaluateAsync(run);

        var view = await _world.Reader.ReadAsync(journey.Id, null, CancellationToken.None);
        Assert.Equal(ResultState.Current, view.State);
        // The repeated plan is the first one: what came in between is for the next run.
        Assert.Equal(1, view.Result!.Stages[0].Converted);
    }

    [Fact]
    public async Task Recalculate_TheTimerTakesItsRowBeforeTheJourneyNamesIt_IsRequestedAgain()
    {
        var journey = await _world.SaveAsync("visit");
        await _world.RunAsync(journey.RecalculationId);
        await _world.DidAsync("ada", "visit", 1);
        var taken = new List<string>();
        var runs = Substitute.For<IRecalculationStore>();
        runs.FindAsync(default!, default).ReturnsForAnyArgs(call => _world.Runs.FindAsync(call.Arg<string>(), default));
        runs.TryAddAsync(default!, default).ReturnsForAnyArgs(async call =>
        {
            var run = call.Arg<RecalculationRun>();
            var added = await _world.Runs.TryAddAsync(run, default);
            if (taken.Count == 0)
            {
                taken.Add(run.Id);
                Assert.Equal(default, await _world.Planner.PlanAsync(run.Id, default));
            }

            return added;
        });
        var requests = new RecalculationRequests(_world.Journeys, runs, _world.Ends, _world, _world.Ids, _world.Time);

        var run = await requests.RequestAsync(journey.Id, _world, CancellationToken.None);

        Assert.NotEqual(Assert.Single(taken), run.Id);
        await _world.RunAsync(run.Id);
        var (state, converted) = await _world.SeeAsync(journey.Id);
        Assert.Equal(ResultState.Current, state);
        Assert.Equal([1], converted);
    }

    [Fact]
    public async Task Recalculate_WhileTheRunBeginsToPlan_FollowsItAndTakesNothingFromIt()
    {
        await _world.DidAsync("ada", "visit", 1);
        var journey = await _world.SaveAsync("visit");
        RecalculationRun? follower = null;
        var runs = Substitute.For<IRecalculationStore>();
        runs.FindAsync(default!, default).ReturnsForAnyArgs(call => _world.Runs.FindAsync(call.Arg<string>(), default));
        runs.ChangeAsync(default!, default!, default).ReturnsForAnyArgs(async call =>
        {
            var changed = await _world.Runs.ChangeAsync(call.Arg<string>(), call.Arg<Func<RecalculationRun, RecalculationRun?>>(), default);
            follower = await _world.Requests.RequestAsync(journey.Id, _world, default);
            return changed;
        });
        var planner = new RecalculationPlanner(
            _world.Journeys, runs, _world.Plans, _world.Prepared, _world.Results, _world.Activities, _world.Ends, new RecalculationOptions(), _world.Time);

        Assert.Equal(new PlannedPartitions(3, 3), await planner.PlanAsync(journey.RecalculationId, CancellationToken.None));

        Assert.Equal(journey.RecalculationId, follower!.BeforeOf(journey.Id));
        await _world.Requests.CancelAsync(follower.Id, CancellationToken.None);
        await _world.RunAsync(journey.RecalculationId);
        var (state, converted) = await _world.SeeAsync(journey.Id);
        Assert.Equal(ResultState.Current, state);
        Assert.Equal([1], converted);
    }

    [Fact]
    public async Task Request_UnknownJourney_IsNotFound()
    {
        var problem = await Assert.ThrowsAsync<ProblemException>(() => _world.Requests.RequestAsync("none", _world, CancellationToken.None));

        Assert.Equal("journey_not_found", problem.Code);
    }

    private async Task<(ResultState State, int Stages)> StateAndStagesAsync(string journeyId)
    {
        var (state, converted) = await _world.SeeAsync(journeyId);
        return (state, converted.Count);
    }
}
