using CustomerJourneys.Journeys;
using CustomerJourneys.Problems;
using CustomerJourneys.Recalculation;
using CustomerJourneys.Results;
using CustomerJourneys.Testing.Recalculation;

namespace CustomerJourneys.Tests.Recalculation;

/// <summary>One run for many journeys: whom it takes along, whom it waits for, what cancelling it gives back.</summary>
public sealed class ManyJourneysStories
{
    private readonly RecalculationWorld _world = new();

    [Fact]
    public async Task RequestListed_NoneNamed_RunsAllInOneScan()
    {
        var journeys = await SettledAsync(3);
        await _world.DidAsync("ada", "visit", 1);

        var run = await RequestAsync();

        Assert.Equal(journeys.Select(journey => journey.Id).Order(), run.JourneyIds.Order());
        Assert.Equal([run.Id], _world.Started);
        Assert.Null(run.Before);
        await _world.PlayAllAsync();
        foreach (var journey in journeys)
            await AssertSeenAsync(journey, ResultState.Current, 1);
    }

    [Fact]
    public async Task RequestListed_SomeNamedTwice_RunsEachOnce()
    {
        var journeys = await SettledAsync(3);

        var run = await RequestAsync(journeys[1], journeys[0], journeys[1]);

        Assert.Equal(new[] { journeys[0].Id, journeys[1].Id }.Order(), run.JourneyIds.Order());
    }

    [Fact]
    public async Task RequestListed_UnknownOnes_NamesEachAndRequestsNothing()
    {
        var journey = Assert.Single(await SettledAsync(1));

        var problem = await Assert.ThrowsAsync<ProblemException>(
            () => _world.Requests.RequestListedAsync(["gone", journey.Id, "never"], _world, CancellationToken.None));

        Assert.Equal([("journeys[0]", "journey_unknown"), ("journeys[2]", "journey_unknown")], problem.Errors.Select(error => (error.Path, error.Code)));
        await AssertSeenAsync(journey, ResultState.Current, 0);
    }

    [Fact]
    public async Task RequestListed_NoJourneyAtAll_SaysSo()
    {
        var problem = await Assert.ThrowsAsync<ProblemException>(() => RequestAsync());

        Assert.Equal((ProblemKind.Conflict, "journeys_missing"), (problem.Kind, problem.Code));
    }

    [Fact]
    public async Task RequestMany_TooMany_IsRefused()
    {
        var problem = await Assert.ThrowsAsync<ProblemException>(() => _world.Requests.RequestManyAsync(
            [.. Enumerable.Range(0, RecalculationRequests.MaxJourneys + 1).Select(i => i.ToString(null as IFormatProvider))],
            RecalculationReason.Requested,
            _world,
            CancellationToken.None));

        Assert.Equal("recalculation_too_many_journeys", problem.Code);
    }

    [Fact]
    public async Task RequestMany_TheSameIsPending_JoinsIt()
    {
        var journeys = await SettledAsync(3);
        var first = await RequestAsync();

        Assert.Equal(first.Id, (await RequestAsync()).Id);
        Assert.Equal(first.Id, (await RequestAsync(journeys[2])).Id);
        Assert.Equal(first.Id, (await _world.Requests.RequestAsync(journeys[1].Id, _world, CancellationToken.None)).Id);
        Assert.Equal([first.Id], _world.Started);
    }

    [Fact]
    public async Task RequestMany_OneIsInAPendingRun_ThatRunTakesTheOthersAlong()
    {
        var journeys = await SettledAsync(3);
        var pending = await _world.Requests.RequestAsync(journeys[0].Id, _world, CancellationToken.None);
        await _world.DidAsync("ada", "visit", 1);

        var run = await RequestAsync();

        Assert.Equal(pending.Id, run.Id);
        Assert.Equal(3, run.JourneyIds.Count);
        await _world.PlayAllAsync();
        foreach (var journey in journeys)
            await AssertSeenAsync(journey, ResultState.Current, 1);
    }

    [Fact]
    public async Task RequestMany_SeveralPendingRuns_FollowsThemAndTakesNothingFromThem()
    {
        var (first, second) = (await _world.SaveAsync("visit"), await _world.SaveAsync("visit"));

        var run = await RequestAsync();

        Assert.Equal([first.RecalculationId, second.RecalculationId], new[] { first, second }.Select(journey => run.BeforeOf(journey.Id)));
        Assert.Equal([first.RecalculationId, second.RecalculationId], _world.Started);
        await _world.PlayAllAsync();
        foreach (var each in (string[])[first.RecalculationId, second.RecalculationId, run.Id])
            Assert.Equal(RecalculationStatus.Succeeded, (await _world.RunOfAsync(each)).Status);
        Assert.True((await _world.RunOfAsync(run.Id)).StartedAt >= (await _world.RunOfAsync(second.RecalculationId)).FinishedAt);
    }

    [Fact]
    public async Task RequestMany_OneIsInARunThatPinned_WaitsForIt()
    {
        var journeys = await SettledAsync(2);
        var running = await _world.Requests.RequestAsync(journeys[0].Id, _world, CancellationToken.None);
        await _world.EvaluateAsync(running.Id);
        await _world.DidAsync("ada", "visit", 1);

        var run = await RequestAsync();

        Assert.NotEqual(running.Id, run.Id);
        Assert.Equal([running.Id], _world.Started);
        // Exactly one follows, whoever asks.
        Assert.Equal(run.Id, (await _world.Requests.RequestAsync(journeys[0].Id, _world, CancellationToken.None)).Id);
        Assert.Equal(run.Id, (await RequestAsync()).Id);
        await _world.PlayAllAsync();
        Assert.Equal(RecalculationStatus.Succeeded, (await _world.RunOfAsync(running.Id)).Status);
        foreach (var journey in journeys)
            await AssertSeenAsync(journey, ResultState.Current, 1);
    }

    [Fact]
    public async Task RequestMany_TwoOverlappingWhileBothRun_EndWithAllCounted()
    {
        var journeys = await SettledAsync(4);
        var first = await RequestAsync(journeys[0], journeys[1]);
        var second = await RequestAsync(journeys[2], journeys[3]);
        await _world.EvaluateAsync(first.Id);
        await _world.EvaluateAsync(second.Id);
        await _world.DidAsync("ada", "visit", 1);

        var third = await RequestAsync(journeys[1], journeys[2]);
        var fourth = await RequestAsync(journeys[0], journeys[2]);

        Assert.Equal(third.Id, fourth.Id);
        await _world.PlayAllAsync();
        foreach (var journey in journeys)
            await AssertSeenAsync(journey, ResultState.Current, journey.Id == journeys[3].Id ? 0 : 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task RequestMany_TheRunBeganToPlanBeforeTheJourneysNameIt_IsFollowed(int count)
    {
        var journeys = await SettledAsync(count);
        RecalculationRun? begun = null;
        var runs = Substitute.For<IRecalculationStore>();
        runs.FindAsync(default!, default).ReturnsForAnyArgs(call => _world.Runs.FindAsync(call.Arg<string>(), default));
        runs.ChangeAsync(default!, default!, default).ReturnsForAnyArgs(call => _world.Runs.ChangeAsync(call.Arg<string>(), call.Arg<Func<RecalculationRun, RecalculationRun?>>(), default));
        runs.TryAddAsync(default!, default).ReturnsForAnyArgs(async call =>
        {
            var added = await _world.Runs.TryAddAsync(call.Arg<RecalculationRun>(), default);
            // The timer started it, and the planner has written that it reads the journeys now.
            begun ??= await _world.Runs.ChangeAsync(
                call.Arg<RecalculationRun>().Id, run => run with { Status = RecalculationStatus.Running, DataAsOf = _world.Time.GetUtcNow() }, default);
            return added;
        });
        var requests = new RecalculationRequests(_world.Journeys, runs, _world.Ends, _world, _world.Ids, _world.Time);

        var run = await requests.RequestListedAsync([], _world, CancellationToken.None);

        Assert.NotEqual(begun!.Id, run.Id);
        Assert.Equal(RecalculationStatus.Pending, run.Status);
        Assert.All(journeys, journey => Assert.Equal(begun.Id, run.BeforeOf(journey.Id)));
    }

    [Fact]
    public async Task RequestMany_AllInOneRun_ReadsItsRowOnceForAll()
    {
        await SettledAsync(30);
        var run = await RequestAsync();
        await _world.EvaluateAsync(run.Id);
        var reads = 0;
        var runs = Substitute.For<IRecalculationStore>();
        runs.FindAsync(default!, default).ReturnsForAnyArgs(call =>
        {
            if (call.Arg<string>() == run.Id)
                Interlocked.Increment(ref reads);
            return _world.Runs.FindAsync(call.Arg<string>(), default);
        });
        runs.TryAddAsync(default!, default).ReturnsForAnyArgs(call => _world.Runs.TryAddAsync(call.Arg<RecalculationRun>(), default));
        var requests = new RecalculationRequests(_world.Journeys, runs, _world.Ends, _world, _world.Ids, _world.Time);

        var following = await requests.RequestListedAsync([], _world, CancellationToken.None);

        Assert.Equal((30, run.Id), (following.Before!.Count, following.Before.Values.Distinct().Single()));
        Assert.Equal(1, reads);
    }

    [Fact]
    public async Task Edit_OneOfMany_LeavesTheOthersInTheRun()
    {
        var journeys = await SettledAsync(2);
        await _world.DidAsync("ada", "visit", 1);
        var run = await RequestAsync();

        await _world.EditAsync(journeys[0], "buy");

        Assert.Equal(RecalculationStatus.Pending, (await _world.RunOfAsync(run.Id)).Status);
        await _world.PlayAllAsync();
        Assert.Equal(RecalculationStatus.Succeeded, (await _world.RunOfAsync(run.Id)).Status);
        await AssertSeenAsync(journeys[0], ResultState.Current, 0);
        await AssertSeenAsync(journeys[1], ResultState.Current, 1);
    }

    [Fact]
    public async Task Edit_TheOnlyJourneyOfARun_EndsItAtOnce()
    {
        var journey = Assert.Single(await SettledAsync(1));
        var running = await _world.Requests.RequestAsync(journey.Id, _world, CancellationToken.None);
        await _world.EvaluateAsync(running.Id);
        var following = await _world.Requests.RequestAsync(journey.Id, _world, CancellationToken.None);

        await _world.EditAsync(journey, "buy");

        foreach (var run in (RecalculationRun[])[running, following])
            Assert.Equal(RecalculationStatus.Superseded, (await _world.RunOfAsync(run.Id)).Status);
    }

    [Fact]
    public async Task Cancel_GivesEachJourneyBackWhatHeldBefore()
    {
        var journeys = await SettledAsync(4);
        await _world.Ends.FinishAsync(
            (await _world.Requests.RequestAsync(journeys[1].Id, _world, CancellationToken.None)).Id, RecalculationStatus.Failed, "no luck", CancellationToken.None);
        var running = await _world.Requests.RequestAsync(journeys[2].Id, _world, CancellationToken.None);
        await _world.EvaluateAsync(running.Id);
        await _world.Requests.CancelAsync((await _world.EditAsync(journeys[3], "buy", "buy")).RecalculationId, CancellationToken.None);
        await AssertStatesAsync();
        var run = await RequestAsync();
        foreach (var journey in journeys)
            Assert.Equal(ResultState.Calculating, (await _world.SeeAsync(journey.Id)).State);

        await _world.Requests.CancelAsync(run.Id, CancellationToken.None);

        await AssertStatesAsync();
        Assert.Equal("no luck", (await _world.Reader.ReadAsync(journeys[1].Id, null, CancellationToken.None)).Run!.Error);
        await _world.PlayAllAsync();
        await AssertSeenAsync(journeys[2], ResultState.Current, 0);
        Assert.Equal(RecalculationStatus.Succeeded, (await _world.RunOfAsync(running.Id)).Status);

        async Task AssertStatesAsync() => Assert.Equal(
            [ResultState.Current, ResultState.Failed, ResultState.Calculating, ResultState.Stale],
            await Task.WhenAll(journeys.Select(async journey => (await _world.SeeAsync(journey.Id)).State)));
    }

    [Fact]
    public async Task Cancel_TheRunThatTookOverFromPendingOnes_LeavesThoseToCalculate()
    {
        var (first, second) = (await _world.SaveAsync("visit"), await _world.SaveAsync("visit"));
        var run = await RequestAsync();

        await _world.Requests.CancelAsync(run.Id, CancellationToken.None);

        await AssertSeenAsync(first, ResultState.Calculating);
        await _world.PlayAllAsync();
        await AssertSeenAsync(first, ResultState.Current, 0);
        await AssertSeenAsync(second, ResultState.Current, 0);
    }

    [Fact]
    public async Task Cancel_OnceItPublishes_ComesTooLate()
    {
        var journeys = await SettledAsync(2);
        await _world.DidAsync("ada", "visit", 1);
        var run = await RequestAsync();
        await _world.EvaluateAsync(run.Id);
        _world.Breaker.BreakAt(2, after: false);
        await Assert.ThrowsAnyAsync<Exception>(() => _world.Publication.PublishAsync(run.Id, CancellationToken.None));
        _world.Breaker.Restart();

        var cancelled = await _world.Requests.CancelAsync(run.Id, CancellationToken.None);
        await _world.Publication.PublishAsync(run.Id, CancellationToken.None);

        Assert.Equal(RecalculationStatus.Running, cancelled.Status);
        Assert.Equal((RecalculationStatus.Succeeded, 3), ((await _world.RunOfAsync(run.Id)).Status, (await _world.RunOfAsync(run.Id)).Partitions));
        foreach (var journey in journeys)
            await AssertSeenAsync(journey, ResultState.Current, 1);
    }

    [Fact]
    public async Task Fail_HalfwayThroughPublishing_IsTheFailureOfThoseThatWereNot()
    {
        var journeys = await SettledAsync(2);
        await _world.DidAsync("ada", "visit", 1);
        var run = await RequestAsync();
        await _world.EvaluateAsync(run.Id);
        // Writes: that it publishes, the first result; then the second one.
        _world.Breaker.BreakAt(3, after: false);
        await Assert.ThrowsAnyAsync<Exception>(() => _world.Publication.PublishAsync(run.Id, CancellationToken.None));
        _world.Breaker.Restart();

        await _world.Ends.FinishAsync(run.Id, RecalculationStatus.Failed, "no luck", CancellationToken.None);

        await AssertSeenAsync(journeys.Single(journey => journey.Id == run.JourneyIds[0]), ResultState.Current, 1);
        await AssertSeenAsync(journeys.Single(journey => journey.Id == run.JourneyIds[1]), ResultState.Failed, 0);
    }

    [Fact]
    public async Task Publish_AResultOfLaterDataStands_LeavesItAndEndsSuperseded()
    {
        await _world.DidAsync("ada", "visit", 1);
        var journey = await _world.SaveAsync("visit");
        await _world.EvaluateAsync(journey.RecalculationId);
        var later = new JourneyResult(
            _world.Ids.NewId(), journey.Id, 1, "later", _world.Time.GetUtcNow().AddSeconds(1), _world.Time.GetUtcNow(), 1, 7, 7, 0, 3, [new StageResult("s", "visit", null, 7, null)]);
        await _world.Results.PublishAsync(later, CancellationToken.None);

        await _world.RunAsync(journey.RecalculationId);

        await AssertSeenAsync(journey, ResultState.Current, 7);
        Assert.Equal(RecalculationStatus.Superseded, (await _world.RunOfAsync(journey.RecalculationId)).Status);
    }

    [Fact]
    public async Task Fail_ThenASuccess_ClearsTheState()
    {
        var journey = Assert.Single(await SettledAsync(1));
        var run = await RequestAsync();
        await _world.Ends.FinishAsync(run.Id, RecalculationStatus.Failed, "no luck", CancellationToken.None);
        await AssertSeenAsync(journey, ResultState.Failed, 0);

        await RequestAsync();
        await AssertSeenAsync(journey, ResultState.Calculating, 0);
        await _world.PlayAllAsync();

        await AssertSeenAsync(journey, ResultState.Current, 0);
    }

    // Journeys with current results, and nothing under way.
    private async Task<IReadOnlyList<StoredJourney>> SettledAsync(int count)
    {
        var journeys = new List<StoredJourney>();
        for (var i = 0; i < count; i++)
            journeys.Add(await _world.SaveAsync("visit"));
        await _world.PlayAllAsync();
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        return journeys;
    }

    private Task<RecalculationRun> RequestAsync(params StoredJourney[] journeys) =>
        _world.Requests.RequestListedAsync([.. journeys.Select(journey => journey.Id)], _world, CancellationToken.None);

    private async Task AssertSeenAsync(StoredJourney journey, ResultState state, params long[] converted)
    {
        var seen = await _world.SeeAsync(journey.Id);
        Assert.Equal(state, seen.State);
        Assert.Equal(converted, seen.Converted);
    }
}
