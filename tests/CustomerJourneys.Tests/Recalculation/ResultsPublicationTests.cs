using CustomerJourneys.Recalculation;
using CustomerJourneys.Results;
using CustomerJourneys.Testing.Recalculation;

namespace CustomerJourneys.Tests.Recalculation;

/// <summary>The last step of a run of many journeys: how many it publishes at once, what a failure leaves, and which result stays.</summary>
public sealed class ResultsPublicationTests
{
    private const int Journeys = 20;
    private const int AtOnce = 8;
    private readonly RecalculationWorld _world = new();
    private readonly IResultStore _results = Substitute.For<IResultStore>();

    public ResultsPublicationTests()
    {
        _results.ListAsync(default!, default, default, default).ReturnsForAnyArgs(
            call => _world.Results.ListAsync(call.ArgAt<string>(0), call.ArgAt<int>(1), call.ArgAt<string?>(2), default));
        _results.FindCurrentAsync(default!, default).ReturnsForAnyArgs(call => _world.Results.FindCurrentAsync(call.Arg<string>(), default));
    }

    [Fact]
    public async Task Publish_ManyJourneys_PublishesSeveralAtOnceAndNotMore()
    {
        var run = await EvaluatedAsync();
        var (present, most) = (0, 0);
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _results.PublishAsync(default!, default).ReturnsForAnyArgs(async call =>
        {
            lock (full)
            {
                most = Math.Max(most, ++present);
                if (present == AtOnce)
                    full.TrySetResult();
            }

            await full.Task;
            var published = await _world.Results.PublishAsync(call.Arg<JourneyResult>(), default);
            lock (full)
                present--;
            return published;
        });

        await PublishAsync(run).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(AtOnce, most);
        Assert.Equal(RecalculationStatus.Succeeded, (await _world.RunOfAsync(run.Id)).Status);
        await AssertAllCurrentAsync(run);
    }

    [Fact]
    public async Task Publish_OneJourneyFails_TheStepFailsAndARepeatPublishesTheRest()
    {
        var run = await EvaluatedAsync();
        var failing = run.JourneyIds[Journeys / 2];
        _results.PublishAsync(default!, default).ReturnsForAnyArgs(call => call.Arg<JourneyResult>().JourneyId == failing
            ? Task.FromException<bool>(new InvalidOperationException("away"))
            : _world.Results.PublishAsync(call.Arg<JourneyResult>(), default));

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => PublishAsync(run));

        Assert.Equal("away", failure.Message);
        Assert.Equal(RecalculationStatus.Running, (await _world.RunOfAsync(run.Id)).Status);
        await _world.Publication.PublishAsync(run.Id, CancellationToken.None);
        Assert.Equal(RecalculationStatus.Succeeded, (await _world.RunOfAsync(run.Id)).Status);
        await AssertAllCurrentAsync(run);
    }

    [Fact]
    public async Task Publish_SavedVersionOfAHostWhoseClockIsBehind_ReplacesTheResultAndKeepsItsLists()
    {
        var journey = await _world.SaveAsync("visit");
        await _world.PlayAllAsync();
        for (var i = 0; i < KeptResults.WithLists; i++)
        {
            _world.Time.Advance(TimeSpan.FromSeconds(1));
            await _world.Requests.RequestAsync(journey.Id, _world, CancellationToken.None);
            await _world.PlayAllAsync();
        }

        // Its id and its times are of an hour ago.
        _world.Time.Advance(TimeSpan.FromHours(-1));
        var saved = await _world.Catalog.ReplaceAsync(journey.Id, _ => true, RecalculationWorld.Definition("visit"), CancellationToken.None);
        var behind = saved with { RecalculationId = new string('0', 32) };
        Assert.True(await _world.Journeys.RequestRecalculationAsync(journey.Id, saved.RecalculationId, behind.RecalculationId, CancellationToken.None));
        await _world.Requests.StartSavedAsync(behind, _world, CancellationToken.None);
        await _world.EvaluateAsync(behind.RecalculationId);
        // By now all lists are old enough to go.
        _world.Time.Advance(2 * KeptResults.Grace);
        await _world.Publication.PublishAsync(behind.RecalculationId, CancellationToken.None);
        await _world.Counts.SweepAsync(CancellationToken.None);

        Assert.Equal(ResultState.Current, (await _world.SeeAsync(journey.Id)).State);
        Assert.Equal(behind.RecalculationId, (await _world.Results.FindCurrentAsync(journey.Id, CancellationToken.None))!.RecalculationId);
        Assert.NotNull(await _world.States.ReadAsync(behind.RecalculationId, 0, 0, 1, CancellationToken.None));
    }

    private async Task<RecalculationRun> EvaluatedAsync()
    {
        for (var i = 0; i < Journeys; i++)
            await _world.SaveAsync("visit");
        await _world.PlayAllAsync();
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        var run = await _world.Requests.RequestListedAsync([], _world, CancellationToken.None);
        await _world.EvaluateAsync(run.Id);
        return run;
    }

    private Task PublishAsync(RecalculationRun run) =>
        new ResultsPublication(_world.Journeys, _world.Runs, _world.Plans, _world.Prepared, _results, _world.Ends, _world.Rewriting, _world.Time)
            .PublishAsync(run.Id, CancellationToken.None);

    private async Task AssertAllCurrentAsync(RecalculationRun run)
    {
        foreach (var journeyId in run.JourneyIds)
            Assert.Equal(run.Id, (await _world.Results.FindCurrentAsync(journeyId, CancellationToken.None))!.RecalculationId);
    }
}
