using LocalSdk.Durable.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LocalSdk.Durable.Tests;

public sealed class ReplayTests(AzuriteFixture azurite) : EngineTests(azurite)
{
    [Fact]
    public async Task Replay_AfterARestart_GivesTheSameTimesAndIdsAndRunsNoActivityAgain()
    {
        int calls = 0;
        var replaying = new List<bool>();
        DurableEngine first = Engine();
        first.AddOrchestrator("Run", Code);
        first.AddActivity("Count", (_, _) => Task.FromResult<object?>(++calls));
        await first.StartAsync();
        string id = await ScheduleAsync(first.Client);
        string seen = (await UntilAsync(first.Client, id, instance => instance.SerializedCustomStatus != "null")).SerializedCustomStatus!;
        await first.StopAsync();

        DurableTaskClient client = await StartAsync(Code, null, ("Count", _ => Task.FromResult<object?>(++calls)));
        await client.RaiseEventAsync(id, "Go", null, Deadline);
        OrchestrationMetadata done = await CompletionAsync(client, id);

        Assert.Equal(seen, done.SerializedOutput);
        Assert.Equal([false, true], replaying);
        Assert.Equal(1, calls);

        async Task<object?> Code(TaskOrchestrationContext context)
        {
            replaying.Add(context.IsReplaying);
            string unique = $"{context.NewGuid()} {context.NewGuid()} {context.CurrentUtcDateTime:O}";
            int count = await context.CallActivityAsync<int>("Count");
            context.SetCustomStatus($"{count} {unique}");
            await context.WaitForExternalEvent<object>("Go");
            return $"{count} {unique}";
        }
    }

    [Theory]
    [InlineData("another activity", "durable activity 'B'")]
    [InlineData("a timer", "a timer until")]
    [InlineData("nothing", "nothing")]
    public async Task Replay_CodeAsksForSomethingElse_InstanceFailsAndNamesBoth(string change, string asked)
    {
        var started = new TaskCompletionSource();
        DurableEngine first = Engine();
        first.AddOrchestrator("Run", async context => await context.CallActivityAsync<int>("A"));
        first.AddActivity("A", async (_, run) =>
        {
            started.SetResult();
            await Task.Delay(Timeout.Infinite, run.CancellationToken);
            return 1;
        });
        await first.StartAsync();
        string id = await ScheduleAsync(first.Client);
        await started.Task.WaitAsync(Deadline);
        await first.StopAsync();

        DurableTaskClient client = await StartAsync(async context => change switch
        {
            "another activity" => await context.CallActivityAsync<int>("B"),
            "a timer" => context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None).ContinueWith(_ => 1, Deadline),
            _ => await context.WaitForExternalEvent<int>("Go"),
        });
        OrchestrationMetadata done = await CompletionAsync(client, id);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        string reason = done.ReadOutputAs<string>()!;
        Assert.Contains("Non-deterministic orchestrator 'Run'", reason);
        Assert.Contains("history has durable activity 'A'", reason);
        Assert.Contains($"the code asked for {asked}", reason);
    }

    [Fact]
    public async Task Orchestrator_AwaitsWhatIsNotDurable_InstanceFails()
    {
        DurableTaskClient client = await StartAsync(async _ =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1));
            return null;
        });

        OrchestrationMetadata done = await CompletionAsync(client, await ScheduleAsync(client));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.Contains("Non-deterministic orchestrator 'Run'", done.ReadOutputAs<string>());
    }

    [Fact]
    public async Task TryCommit_InstanceChangedMeanwhile_NothingOfTheTurnIsStored()
    {
        var table = Azurite.Tables.GetTableClient($"{Hub}Fence");
        await table.CreateAsync();
        var store = new InstanceStore(table, TimeProvider.System);
        await store.TryCreateAsync(new InstanceRow("one", "Run", "r"), null, Deadline);
        InstanceRow stale = (await store.FindAsync("one", Deadline))!;
        HistoryEvent[] turn = [new(HistoryKind.ActivityScheduled, 0) { Name = "A" }];
        InstanceRow? current = await store.TryCommitAsync(stale, stale with { Turns = 1 }, turn, [], []);

        HistoryEvent[] late = [new(HistoryKind.ActivityScheduled, 0) { Name = "B" }];
        InstanceRow? refused = await store.TryCommitAsync(stale, stale with { Turns = 1 }, late, [], []);

        Assert.NotNull(current);
        Assert.Null(refused);
        Assert.Equal("A", Assert.Single(Assert.Single((await store.LoadAsync("one"))!.History)).Name);
    }
}
