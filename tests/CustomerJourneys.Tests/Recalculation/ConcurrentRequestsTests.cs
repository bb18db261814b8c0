using CustomerJourneys.Journeys;
using CustomerJourneys.Recalculation;
using CustomerJourneys.Results;
using CustomerJourneys.Testing.Recalculation;

namespace CustomerJourneys.Tests.Recalculation;

/// <summary>
/// Several people request, save and cancel at once, while runs are played and the timer looks for what was left behind: whatever was acknowledged is
/// counted in the end, and nothing waits for ever.
/// </summary>
public sealed class ConcurrentRequestsTests : IRecalculationStarter
{
    private readonly List<string> _started = [];
    private readonly HashSet<string> _playing = [];

    private const int Actors = 4;
    private const int Rounds = 40;
    private readonly RecalculationWorld _world = new();

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public async Task Requests_OfManyAtOnce_LoseNothing(int seed, bool cancels)
    {
        var journeys = new List<StoredJourney>();
        for (var i = 0; i < Actors; i++)
            journeys.Add(await _world.Catalog.CreateAsync(RecalculationWorld.Definition("visit"), CancellationToken.None));
        for (var round = 1; round <= Rounds; round++)
        {
            await _world.DidAsync($"contact-{round}", "visit", 1);
            var busy = true;
            var timer = Task.Run(async () =>
            {
                while (Volatile.Read(ref busy))
                    await _world.Repair.ResumeAsync(this, CancellationToken.None);
            });
            var players = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
            {
                while (Volatile.Read(ref busy))
                    await PlayOneAsync();
            })).ToList();
            var asked = await Task.WhenAll(Enumerable.Range(0, Actors).Select(actor =>
            {
                var random = new Random(HashCode.Combine(seed, round, actor));
                return Task.Run(() => ActAsync(random, journeys, journeys[actor], cancels));
            }));
            Volatile.Write(ref busy, false);
            await Task.WhenAll([.. players, timer]);
            while (await PlayOneAsync())
            {
            }

            Assert.Empty(await _world.Runs.ListOpenAsync(CancellationToken.None));
            foreach (var journey in journeys)
            {
                var (state, converted) = await _world.SeeAsync(journey.Id);
                Assert.NotEqual(ResultState.Calculating, state);
                if (!cancels && asked.Any(some => some.Contains(journey.Id)))
                    Assert.Equal((ResultState.Current, round), (state, converted[0]));
            }
        }
    }

    // Gives the journeys that were requested, and acknowledged.
    private async Task<IReadOnlyCollection<string>> ActAsync(Random random, List<StoredJourney> journeys, StoredJourney own, bool cancels)
    {
        var some = journeys.Where(_ => random.Next(2) == 0).Select(journey => journey.Id).ToList();
        var requested = false;
        for (var act = 0; act < 3; act++)
        {
            _world.Time.Advance(TimeSpan.FromMilliseconds(1));
            if (random.Next(6) == 0)
            {
                var next = await _world.Catalog.ReplaceAsync(own.Id, _ => true, RecalculationWorld.Definition("visit"), CancellationToken.None);
                await _world.Requests.StartSavedAsync(next, this, CancellationToken.None);
            }
            else if (some.Count > 0)
            {
                var run = await _world.Requests.RequestListedAsync(some, this, CancellationToken.None);
                requested = true;
                if (cancels && random.Next(2) == 0)
                    await _world.Requests.CancelAsync(run.Id, CancellationToken.None);
            }
        }

        // All of its acts may have been saves of its own journey.
        return requested ? some : [];
    }

    private async Task<bool> PlayOneAsync()
    {
        _world.Time.Advance(TimeSpan.FromMilliseconds(1));
        if (_world.TakeHint() is { } hint)
        {
            await _world.Ends.StartWaitingAsync(hint, this, CancellationToken.None);
            return true;
        }

        if (TakeStarted() is not { } run)
            return false;
        if ((await _world.EvaluateAsync(run)).Total > 0)
            await _world.Publication.PublishAsync(run, CancellationToken.None);
        lock (_started)
            _playing.Remove(run);
        return true;
    }

    // As Durable Functions: what is started or runs is not started again.
    Task IRecalculationStarter.StartAsync(string recalculationId, CancellationToken cancellation)
    {
        lock (_started)
        {
            if (!_started.Contains(recalculationId) && !_playing.Contains(recalculationId))
                _started.Add(recalculationId);
        }

        return Task.CompletedTask;
    }

    Task<bool> IRecalculationStarter.IsUnderWayAsync(string recalculationId, CancellationToken cancellation)
    {
        lock (_started)
            return Task.FromResult(_started.Contains(recalculationId) || _playing.Contains(recalculationId));
    }

    private string? TakeStarted()
    {
        lock (_started)
        {
            if (_started.Count == 0)
                return null;
            var run = _started[0];
            _started.RemoveAt(0);
            _playing.Add(run);
            return run;
        }
    }
}
