using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LocalSdk.Durable.Tests;

/// <summary>Retries, timers and start times, on a clock that the test moves.</summary>
public sealed class TimeTests(AzuriteFixture azurite) : EngineTests(azurite)
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task RetryPolicy_ThreeAttempts_PausesGrowAndTheThirdResultCounts()
    {
        int attempts = 0;
        DurableTaskClient client = await StartAsync(
            async context => await context.CallActivityAsync<int>("Flaky", options: Policy()),
            _time,
            ("Flaky", _ => ++attempts < 3 ? throw new IOException("busy") : Task.FromResult<object?>(attempts)));

        string id = await ScheduleAsync(client);
        Assert.Equal(TimeSpan.FromSeconds(1), await _time.TimerSetAsync(Deadline));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(2), await _time.TimerSetAsync(Deadline));
        _time.Advance(TimeSpan.FromSeconds(2));
        OrchestrationMetadata done = await CompletionAsync(client, id);

        Assert.Equal(3, done.ReadOutputAs<int>());
        Assert.Equal(3, attempts);
    }

    [Fact]
    public async Task RetryPolicy_EveryAttemptFails_LastFailureIsThrown()
    {
        int attempts = 0;
        DurableTaskClient client = await StartAsync(
            async context => await context.CallActivityAsync<int>("Broken", options: Policy()),
            _time,
            ("Broken", _ => throw new IOException($"attempt {++attempts}")));

        string id = await ScheduleAsync(client);
        await _time.TimerSetAsync(Deadline);
        _time.Advance(TimeSpan.FromSeconds(1));
        await _time.TimerSetAsync(Deadline);
        _time.Advance(TimeSpan.FromSeconds(2));
        OrchestrationMetadata done = await CompletionAsync(client, id);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.Contains("attempt 3", done.ReadOutputAs<string>());
        Assert.Equal(3, attempts);
    }

    [Fact]
    public async Task RetryHandler_Refuses_NoFurtherAttempt()
    {
        int attempts = 0;
        var options = TaskOptions.FromRetryHandler((RetryContext retry) => retry.LastAttemptNumber < 2);
        DurableTaskClient client = await StartAsync(
            async context => await context.CallActivityAsync<int>("Broken", options: options),
            _time,
            ("Broken", _ => throw new IOException($"attempt {++attempts}")));

        OrchestrationMetadata done = await CompletionAsync(client, await ScheduleAsync(client));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.Equal(2, attempts);
    }

    [Fact]
    public async Task CreateTimer_EngineStoppedMeanwhile_FiresInTheNextOneAtItsTime()
    {
        DurableEngine first = Engine(_time);
        first.AddOrchestrator("Run", Wait);
        await first.StartAsync();
        DateTimeOffset start = _time.GetUtcNow();
        string id = await ScheduleAsync(first.Client);
        await _time.TimerSetAsync(Deadline);
        await first.StopAsync();

        _time.Advance(TimeSpan.FromMinutes(20));
        DurableTaskClient client = await StartAsync(Wait, _time);
        Assert.Equal(TimeSpan.FromMinutes(40), await _time.TimerSetAsync(Deadline));
        _time.Advance(TimeSpan.FromMinutes(40));
        OrchestrationMetadata done = await CompletionAsync(client, id);

        Assert.Equal(start.UtcDateTime.AddHours(1), done.ReadOutputAs<DateTime>());

        static async Task<object?> Wait(TaskOrchestrationContext context)
        {
            await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            return context.CurrentUtcDateTime;
        }
    }

    [Fact]
    public async Task WaitForExternalEvent_TimesOut_TaskIsCanceled()
    {
        DurableTaskClient client = await StartAsync(
            async context =>
            {
                await Assert.ThrowsAnyAsync<OperationCanceledException>(
                    () => context.WaitForExternalEvent<int>("Approved", TimeSpan.FromMinutes(1)));
                return "timed out";
            },
            _time);

        string id = await ScheduleAsync(client);
        Assert.Equal(TimeSpan.FromMinutes(1), await _time.TimerSetAsync(Deadline));
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("timed out", (await CompletionAsync(client, id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task StartAt_InTheFuture_InstanceStaysPendingUntilThen()
    {
        DurableTaskClient client = await StartAsync(context => Task.FromResult<object?>(context.CurrentUtcDateTime), _time);
        DateTimeOffset at = _time.GetUtcNow().AddMinutes(5);

        string id = await client.ScheduleNewOrchestrationInstanceAsync("Run", null, new StartOrchestrationOptions(null, at), Deadline);
        Assert.Equal(TimeSpan.FromMinutes(5), await _time.TimerSetAsync(Deadline));
        OrchestrationMetadata? before = await client.GetInstanceAsync(id, Deadline);
        _time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(OrchestrationRuntimeStatus.Pending, before!.RuntimeStatus);
        Assert.Equal(at.UtcDateTime, (await CompletionAsync(client, id)).ReadOutputAs<DateTime>());
    }

    private static TaskOptions Policy() => TaskOptions.FromRetryPolicy(new(3, TimeSpan.FromSeconds(1), 2.0));
}
