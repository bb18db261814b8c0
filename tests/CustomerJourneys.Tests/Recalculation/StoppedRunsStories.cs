using CustomerJourneys.Journeys;
using CustomerJourneys.Recalculation;
using CustomerJourneys.Results;
using CustomerJourneys.Testing.Recalculation;

namespace CustomerJourneys.Tests.Recalculation;

/// <summary>A save or a clean-up is about to stop the runs of its journey alone while requests join those very runs: none that was answered is stopped.</summary>
public sealed class StoppedRunsStories
{
    private readonly RecalculationWorld _world = new();
    private readonly TaskCompletionSource _paused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Save_ARequestJoinsAFollowUpWithAnotherJourneyMeanwhile_TheFollowUpGoesOn()
    {
        var (journey, other) = (await SettledAsync(), await SettledAsync());
        var running = await RequestAsync(journey);
        await _world.EvaluateAsync(running.Id);
        var following = await RequestAsync(journey);
        await _world.DidAsync("ada", "visit", 1);
        // It has read that the journey is in the pending run, and goes on once the save has listed what it will stop.
        var request = RequestsThatPauseBefore("change").RequestListedAsync([journey.Id, other.Id], _world, default);
        await _paused.Task;

        await SaveMeetingAsync(journey, async _ =>
        {
            _goOn.SetResult();
            await request;
        });

        Assert.Equal(following.Id, (await request).Id);
        Assert.Equal(RecalculationStatus.Superseded, (await _world.RunOfAsync(running.Id)).Status);
        Assert.Equal(RecalculationStatus.Pending, (await _world.RunOfAsync(following.Id)).Status);
        await _world.PlayAllAsync();
        await AssertCountedAsync(journey, 1);
        await AssertCountedAsync(other, 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Save_AListedRunComesToFollowTheSavedOne_GoesOn(bool savedRunEnds)
    {
        var journey = await SettledAsync();
        // Its row is written, and the save lists it, before it takes the journey.
        var request = RequestsThatPauseBefore("claim").RequestListedAsync([journey.Id], _world, default);
        await _paused.Task;

        await SaveMeetingAsync(journey, async saved =>
        {
            await _world.EvaluateAsync(saved);
            if (savedRunEnds)
                await _world.Publication.PublishAsync(saved, default);
            _goOn.SetResult();
            var answered = await request;
            _world.Time.Advance(TimeSpan.FromSeconds(1));
            // Too late for the saved run: whoever asks now joins the one that follows it.
            await _world.DidAsync("ada", "visit", 1);
            Assert.Equal(answered.Id, (await RequestAsync(journey)).Id);
        });

        Assert.Equal(RecalculationStatus.Pending, (await _world.RunOfAsync((await request).Id)).Status);
        await _world.PlayAllAsync();
        await AssertCountedAsync(journey, 1);
    }

    [Fact]
    public async Task Sweep_ARequestJoinsARunWithAnotherJourneyMeanwhile_TheRunGoesOn()
    {
        var (deleted, other) = (await SettledAsync(), await SettledAsync());
        var pending = await RequestAsync(deleted);
        await _world.DidAsync("ada", "visit", 1);
        var request = RequestsThatPauseBefore("change").RequestListedAsync([deleted.Id, other.Id], _world, default);
        await _paused.Task;
        await _world.Catalog.DeleteAsync(deleted.Id, _ => true, default);
        var runs = RunsThat(afterListing: async () =>
        {
            _goOn.SetResult();
            await request;
        });

        var cleanUp = new JourneyCleanUp(_world.Journeys, runs, _world.Plans, _world.Results, _world.States, _world.Ends, _world.Time);
        Assert.False(await cleanUp.SweepAsync(deleted.Id, default));

        Assert.Equal(pending.Id, (await request).Id);
        Assert.Equal(RecalculationStatus.Pending, (await _world.RunOfAsync(pending.Id)).Status);
        await _world.PlayAllAsync();
        await AssertCountedAsync(other, 1);
    }

    private async Task<StoredJourney> SettledAsync()
    {
        var journey = await _world.SaveAsync("visit");
        await _world.PlayAllAsync();
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        return journey;
    }

    private Task<RecalculationRun> RequestAsync(StoredJourney journey) => _world.Requests.RequestAsync(journey.Id, _world, default);

    private async Task AssertCountedAsync(StoredJourney journey, long converted)
    {
        var seen = await _world.SeeAsync(journey.Id);
        Assert.Equal(ResultState.Current, seen.State);
        Assert.Equal([converted], seen.Converted);
    }

    // Saves the next version. What is met happens when the save has made sure of all it relies on, right before it stops the first run.
    private async Task SaveMeetingAsync(StoredJourney journey, Func<string, Task> met)
    {
        var next = await _world.Catalog.ReplaceAsync(journey.Id, _ => true, RecalculationWorld.Definition("visit"), default);
        var isMet = false;
        var runs = RunsThat(afterFinding: found =>
        {
            if (found != next.RecalculationId || isMet)
                return Task.CompletedTask;
            isMet = true;
            return met(found);
        });
        var requests = new RecalculationRequests(_world.Journeys, runs, _world.Ends, _world, _world.Ids, _world.Time);
        await requests.StartSavedAsync(next, _world, default);
        Assert.True(isMet, "The save did not come to stop anything.");
    }

    // Requests that wait, before they join a run or claim a journey, until they may go on.
    private RecalculationRequests RequestsThatPauseBefore(string act)
    {
        var journeys = Substitute.For<IJourneyStore>();
        journeys.FindHeadAsync(default!, default).ReturnsForAnyArgs(call => _world.Journeys.FindHeadAsync(call.Arg<string>(), default));
        journeys.RequestRecalculationAsync(default!, default!, default!, default).ReturnsForAnyArgs(async call =>
        {
            if (act == "claim")
                await PauseAsync();
            return await _world.Journeys.RequestRecalculationAsync(call.ArgAt<string>(0), call.ArgAt<string>(1), call.ArgAt<string>(2), default);
        });
        var runs = RunsThat(beforeChanging: () => act == "change" ? PauseAsync() : Task.CompletedTask);
        return new RecalculationRequests(journeys, runs, _world.Ends, _world, _world.Ids, _world.Time);
    }

    private Task PauseAsync()
    {
        _paused.TrySetResult();
        return _goOn.Task;
    }

    private IRecalculationStore RunsThat(Func<Task>? beforeChanging = null, Func<string, Task>? afterFinding = null, Func<Task>? afterListing = null)
    {
        var runs = Substitute.For<IRecalculationStore>();
        runs.TryAddAsync(default!, default).ReturnsForAnyArgs(call => _world.Runs.TryAddAsync(call.Arg<RecalculationRun>(), default));
        runs.FindAsync(default!, default).ReturnsForAnyArgs(async call =>
        {
            var found = await _world.Runs.FindAsync(call.Arg<string>(), default);
            await (afterFinding?.Invoke(call.Arg<string>()) ?? Task.CompletedTask);
            return found;
        });
        runs.ListOpenAsync(default).ReturnsForAnyArgs(async _ =>
        {
            var open = await _world.Runs.ListOpenAsync(default);
            await (afterListing?.Invoke() ?? Task.CompletedTask);
            return open;
        });
        runs.ChangeAsync(default!, default!, default).ReturnsForAnyArgs(async call =>
        {
            await (beforeChanging?.Invoke() ?? Task.CompletedTask);
            return await _world.Runs.ChangeAsync(call.Arg<string>(), call.Arg<Func<RecalculationRun, RecalculationRun?>>(), default);
        });
        return runs;
    }
}
