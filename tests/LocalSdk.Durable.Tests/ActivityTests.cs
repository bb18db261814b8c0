using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LocalSdk.Durable.Tests;

public sealed class ActivityTests(AzuriteFixture azurite) : EngineTests(azurite)
{
    private enum Colour
    {
        Red,
        Green,
    }

    [Fact]
    public async Task CallActivityAsync_FanOut_ResultsComeInTheOrderOfTheCalls()
    {
        DurableTaskClient client = await StartAsync(
            async context => await Task.WhenAll(Enumerable.Range(0, 16).Select(n => context.CallActivityAsync<int>("Square", n))),
            null,
            ("Square", input => Task.FromResult<object?>(Parse<int>(input) * Parse<int>(input))));

        OrchestrationMetadata done = await CompletionAsync(client, await ScheduleAsync(client));

        Assert.Equal(OrchestrationRuntimeStatus.Completed, done.RuntimeStatus);
        Assert.Equal(Enumerable.Range(0, 16).Select(n => n * n), done.ReadOutputAs<int[]>());
    }

    [Fact]
    public async Task CallActivityAsync_Concurrency_StaysWithinTheOption()
    {
        int running = 0, most = 0;
        DurableEngine engine = Engine(options: new() { MaxConcurrentActivities = 3 });
        var gate = new SemaphoreSlim(0);
        var started = new SemaphoreSlim(0);
        engine.AddOrchestrator("Run", async context =>
        {
            await Task.WhenAll(Enumerable.Range(0, 9).Select(_ => context.CallActivityAsync("Wait")));
            return null;
        });
        engine.AddActivity("Wait", async (_, _) =>
        {
            int now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            started.Release();
            await gate.WaitAsync(Deadline);
            Interlocked.Decrement(ref running);
            return null;
        });
        await engine.StartAsync();
        string id = await ScheduleAsync(engine.Client);
        for (int i = 0; i < 9; i++)
        {
            await started.WaitAsync(Deadline);
            if (i >= 2)
            {
                gate.Release();
            }
        }

        gate.Release(2);
        await CompletionAsync(engine.Client, id);

        Assert.Equal(3, most);
    }

    [Fact]
    public async Task Payloads_TravelAsPascalCaseJsonWithNumbersForEnumsAndNulls()
    {
        var seen = new ConcurrentQueue<string?>();
        DurableTaskClient client = await StartAsync(
            async context => await context.CallActivityAsync<object>("See", new { Shade = Colour.Green, Nothing = (string?)null }),
            null,
            ("See", input =>
            {
                seen.Enqueue(input);
                return Task.FromResult<object?>(new { Answer = 42 });
            }
        ));

        OrchestrationMetadata done = await CompletionAsync(client, await ScheduleAsync(client, new { FirstName = "Ada" }));

        Assert.Equal("""{"Shade":1,"Nothing":null}""", Assert.Single(seen));
        Assert.Equal("""{"FirstName":"Ada"}""", done.SerializedInput);
        Assert.Equal("""{"Answer":42}""", done.SerializedOutput);
    }

    [Fact]
    public async Task CallActivityAsync_ActivityThrows_TaskFailedExceptionHasTheMessageButNotTheType()
    {
        DurableTaskClient client = await StartAsync(
            async context =>
            {
                TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(() => context.CallActivityAsync("Break"));
                return new { failure.TaskName, failure.FailureDetails.ErrorMessage, Typed = failure.FailureDetails.IsCausedBy<Exception>() };
            },
            null,
            ("Break", _ => throw new ArgumentException("no such partition")));

        OrchestrationMetadata done = await CompletionAsync(client, await ScheduleAsync(client));

        Assert.Equal("""{"TaskName":"Break","ErrorMessage":"no such partition","Typed":false}""", done.SerializedOutput);
    }

    [Fact]
    public async Task Orchestrator_DoesNotCatchAFailure_InstanceFailsWithTheMessage()
    {
        DurableTaskClient client = await StartAsync(
            async context => await context.CallActivityAsync<int>("Break"),
            null,
            ("Break", _ => throw new InvalidOperationException("disk full")));

        OrchestrationMetadata done = await CompletionAsync(client, await ScheduleAsync(client));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, done.RuntimeStatus);
        Assert.Contains("disk full", done.ReadOutputAs<string>());
    }

    [Fact]
    public async Task UnknownNames_FailTheInstanceAndTheTask()
    {
        DurableTaskClient client = await StartAsync(async context => await context.CallActivityAsync<int>("Missing"));

        OrchestrationMetadata noActivity = await CompletionAsync(client, await ScheduleAsync(client));
        string id = await client.ScheduleNewOrchestrationInstanceAsync("Nobody", Deadline);
        OrchestrationMetadata noOrchestrator = await CompletionAsync(client, id);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, noActivity.RuntimeStatus);
        Assert.Contains("'Missing' does not exist", noActivity.SerializedOutput!.Replace("\\u0027", "'", StringComparison.Ordinal));
        Assert.Equal(OrchestrationRuntimeStatus.Failed, noOrchestrator.RuntimeStatus);
        Assert.Contains("'Nobody' does not exist", noOrchestrator.ReadOutputAs<string>());
    }

    [Fact]
    public async Task LargePayloads_OfInputResultAndOutput_ArriveWhole()
    {
        string large = string.Concat(Enumerable.Range(0, 120_000).Select(n => (char)('À' + (n % 200)))) + new string('"', 400_000);
        DurableTaskClient client = await StartAsync(
            async context => await context.CallActivityAsync<string>("Echo", context.GetInput<string>()),
            null,
            ("Echo", input => Task.FromResult<object?>(Parse<string>(input))));

        OrchestrationMetadata done = await CompletionAsync(client, await ScheduleAsync(client, large));

        Assert.Equal(large, done.ReadInputAs<string>());
        Assert.Equal(large, done.ReadOutputAs<string>());
    }

    [Fact]
    public async Task CallSubOrchestratorAsync_ChildCompletesOrFails_ParentSeesIt()
    {
        DurableEngine engine = Engine();
        engine.AddOrchestrator("Run", async context =>
        {
            int doubled = await context.CallSubOrchestratorAsync<int>("Double", 21);
            TaskFailedException failure =
                await Assert.ThrowsAsync<TaskFailedException>(() => context.CallSubOrchestratorAsync("Fail"));
            return $"{doubled} {failure.FailureDetails.ErrorMessage}";
        });
        engine.AddOrchestrator("Double", context => Task.FromResult<object?>(context.GetInput<int>() * 2));
        engine.AddOrchestrator("Fail", _ => throw new InvalidOperationException("child broke"));
        await engine.StartAsync();

        OrchestrationMetadata done = await CompletionAsync(engine.Client, await ScheduleAsync(engine.Client));

        Assert.Equal("42 child broke", done.ReadOutputAs<string>());
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (int seen = target; value > seen; seen = target)
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }
}
