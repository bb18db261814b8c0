using CustomerJourneys.Functions.Http;
using CustomerJourneys.Problems;
using Microsoft.AspNetCore.Http;

namespace CustomerJourneys.Functions.Tests.Http;

public sealed class BodyBudgetTests
{
    private const int Max = 32 * 1024 * 1024;
    private readonly PatienceClock _clock = new();

    [Fact]
    public async Task TakeAsync_MoreThanThereIsRoomFor_WaitsUntilSomeIsGivenBack()
    {
        var budget = new BodyBudget(_clock);
        var rooms = new List<IDisposable>();
        for (var i = 0; i < BodyBudget.MaxBytes / Max; i++)
            rooms.Add(await budget.TakeAsync(Request(Max), Max, default));

        var large = budget.TakeAsync(Request(Max), Max, default);
        var small = budget.TakeAsync(Request(10), Max, default);
        Assert.False(large.IsCompleted);
        Assert.False(small.IsCompleted);
        rooms[0].Dispose();

        // In the order in which they came, so that a large one has its turn.
        (await large).Dispose();
        (await small).Dispose();
    }

    [Fact]
    public async Task TakeAsync_NoRoomForTenSeconds_IsTooBusyAndKeepsNoPlace()
    {
        var budget = new BodyBudget(_clock);
        var rooms = new List<IDisposable>();
        for (var i = 0; i < BodyBudget.MaxBytes / Max; i++)
            rooms.Add(await budget.TakeAsync(Request(null), Max, default));
        var waiting = budget.TakeAsync(Request(null), Max, default);

        _clock.Expire();

        var problem = await Assert.ThrowsAsync<ProblemException>(() => waiting);
        Assert.Equal((ProblemKind.Unavailable, "too_busy"), (problem.Kind, problem.Code));
        rooms.ForEach(room => room.Dispose());
        rooms.ForEach(room => room.Dispose());
        for (var i = 0; i < BodyBudget.MaxBytes / Max; i++)
            await budget.TakeAsync(Request(Max), Max, default);
        Assert.False(budget.TakeAsync(Request(1), Max, default).IsCompleted);
    }

    [Fact]
    public async Task TakeAsync_ClientGoesAway_LetsTheNextOneIn()
    {
        var budget = new BodyBudget(_clock);
        var first = await budget.TakeAsync(Request(Max), Max, default);
        for (var i = 1; i < (BodyBudget.MaxBytes / Max) - 1; i++)
            await budget.TakeAsync(Request(Max), Max, default);
        await budget.TakeAsync(Request(Max - 1), Max, default);
        using var gone = new CancellationTokenSource();
        var large = budget.TakeAsync(Request(Max), Max, gone.Token);
        var small = budget.TakeAsync(Request(1), Max, default);

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        (await small).Dispose();
        first.Dispose();
    }

    private static HttpRequest Request(long? length)
    {
        var request = new DefaultHttpContext().Request;
        request.ContentLength = length;
        return request;
    }

    /// <summary>Its timers end when the test says so.</summary>
    private sealed class PatienceClock : TimeProvider
    {
        private readonly List<Action> _timers = [];

        public void Expire() => _timers.ForEach(timer => timer());

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _timers.Add(() => callback(state));
            return new Stopped();
        }

        private sealed class Stopped : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
