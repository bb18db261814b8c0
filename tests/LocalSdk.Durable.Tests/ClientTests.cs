using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LocalSdk.Durable.Tests;

public sealed class ClientTests(AzuriteFixture azurite) : EngineTests(azurite)
{
    [Fact]
    public async Task Schedule_IdRunning_ThrowsAndLeavesTheInstanceAlone()
    {
        DurableTaskClient client = await StartAsync(AwaitGo);
        await ScheduleAsync(client, "first", "nightly");

        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => ScheduleAsync(client, "second", "nightly"));

        await client.RaiseEventAsync("nightly", "Go", null, Deadline);
        Assert.Equal("first", (await CompletionAsync(client, "nightly")).ReadInputAs<string>());
    }

    [Fact]
    public async Task Schedule_IdFinished_ReplacesTheInstance()
    {
        DurableTaskClient client = await StartAsync(context => Task.FromResult<object?>(context.GetInput<string>()));
        await ScheduleAsync(client, "first", "nightly");
        await CompletionAsync(client, "nightly");

        await ScheduleAsync(client, "second", "nightly");

        Assert.Equal("second", (await CompletionAsync(client, "nightly")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Schedule_ManyAtOnceWithOneId_ExactlyOneWins()
    {
        DurableTaskClient client = await StartAsync(AwaitGo);

        Task<string>[] calls = [.. Enumerable.Range(0, 8).Select(n => ScheduleAsync(client, n, "nightly"))];
        await Task.WhenAny(Task.WhenAll(calls));
        while (!calls.All(call => call.IsCompleted))
        {
            await Task.WhenAny(calls.Where(call => !call.IsCompleted));
        }

        Assert.Equal(1, calls.Count(call => call.IsCompletedSuccessfully));
    }

    [Fact]
    public async Task Terminate_Running_ShowsAtOnceAndTheActivityRunsToItsEnd()
    {
        var started = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        DurableTaskClient client = await StartAsync(
            async context => await context.CallActivityAsync<string>("Long"),
            null,
            ("Long", async _ =>
            {
                started.SetResult();
                await gate.Task;
                ended.SetResult();
                return "late";
            }
        ));
        string id = await ScheduleAsync(client);
        await started.Task.WaitAsync(Deadline);

        await client.TerminateInstanceAsync(id, "superseded", Deadline);
        OrchestrationMetadata? after = await client.GetInstanceAsync(id, true, Deadline);
        gate.SetResult();
        await ended.Task.WaitAsync(Deadline);
        await ScheduleAsync(client, null, "next");
        await client.WaitForInstanceStartAsync("next", Deadline);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, after!.RuntimeStatus);
        Assert.Equal("\"superseded\"", after.SerializedOutput);
        Assert.Equal("\"superseded\"", (await client.GetInstanceAsync(id, true, Deadline))!.SerializedOutput);
    }

    [Fact]
    public async Task Terminate_FinishedOrUnknown_Throws()
    {
        DurableTaskClient client = await StartAsync(_ => Task.FromResult<object?>(null));
        string id = await ScheduleAsync(client);
        await CompletionAsync(client, id);

        Exception finished = await Assert.ThrowsAnyAsync<Exception>(() => client.TerminateInstanceAsync(id, "x", Deadline));
        Exception unknown = await Assert.ThrowsAnyAsync<Exception>(() => client.TerminateInstanceAsync("nobody", "x", Deadline));

        Assert.Contains("FailedPrecondition", finished.Message);
        Assert.Contains("NotFound", unknown.Message);
    }

    [Fact]
    public async Task RaiseEvent_BeforeAndAfterTheWait_EachIsTakenOnceInOrder()
    {
        DurableTaskClient client = await StartAsync(async context =>
        {
            context.SetCustomStatus("waiting");
            await context.WaitForExternalEvent<object>("Go");
            int first = await context.WaitForExternalEvent<int>("number");
            int second = await context.WaitForExternalEvent<int>("Number");
            return first * second;
        });
        string id = await ScheduleAsync(client);
        await UntilAsync(client, id, instance => instance.SerializedCustomStatus == "\"waiting\"");

        await client.RaiseEventAsync(id, "Number", 6, Deadline);
        await client.RaiseEventAsync(id, "Go", null, Deadline);
        await client.RaiseEventAsync(id, "Number", 7, Deadline);

        Assert.Equal(42, (await CompletionAsync(client, id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task RaiseEvent_UnknownInstance_IsDropped()
    {
        DurableTaskClient client = await StartAsync(AwaitGo);

        await client.RaiseEventAsync("nobody", "Go", null, Deadline);

        Assert.Null(await client.GetInstanceAsync("nobody", Deadline));
    }

    [Fact]
    public async Task SuspendAndResume_ActivityEndsMeanwhile_InstanceGoesOnOnlyWhenResumed()
    {
        var gate = new TaskCompletionSource();
        int runs = 0;
        DurableTaskClient client = await StartAsync(
            async context =>
            {
                context.SetCustomStatus("before");
                int answer = await context.CallActivityAsync<int>("Answer");
                context.SetCustomStatus("after");
                return answer;
            },
            null,
            ("Answer", async _ =>
            {
                Interlocked.Increment(ref runs);
                await gate.Task;
                return 42;
            }
        ));
        string id = await ScheduleAsync(client);
        await UntilAsync(client, id, instance => instance.SerializedCustomStatus == "\"before\"");

        await client.SuspendInstanceAsync(id, "look", Deadline);
        gate.SetResult();
        await ScheduleAsync(client, null, "other");
        await CompletionAsync(client, "other");
        OrchestrationMetadata? suspended = await client.GetInstanceAsync(id, true, Deadline);
        await client.ResumeInstanceAsync(id, null, Deadline);
        OrchestrationMetadata done = await CompletionAsync(client, id);

        Assert.Equal(OrchestrationRuntimeStatus.Suspended, suspended!.RuntimeStatus);
        Assert.Equal("\"before\"", suspended.SerializedCustomStatus);
        Assert.Equal(42, done.ReadOutputAs<int>());
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task CustomStatus_NoneSet_ReadsAsNull()
    {
        DurableTaskClient client = await StartAsync(_ => Task.FromResult<object?>(null));

        Assert.Equal("null", (await CompletionAsync(client, await ScheduleAsync(client))).SerializedCustomStatus);
    }

    [Theory]
    [InlineData(8190, OrchestrationRuntimeStatus.Completed)]
    [InlineData(8191, OrchestrationRuntimeStatus.Failed)]
    public async Task CustomStatus_SixteenKiBOfUtf16_IsTheLimit(int characters, OrchestrationRuntimeStatus expected)
    {
        DurableTaskClient client = await StartAsync(context =>
        {
            context.SetCustomStatus(new string('x', context.GetInput<int>()));
            return Task.FromResult<object?>(null);
        });

        Assert.Equal(expected, (await CompletionAsync(client, await ScheduleAsync(client, characters))).RuntimeStatus);
    }

    [Fact]
    public async Task ContinueAsNew_StartsOverWithTheNewInputAndTheEventsNobodyAwaited()
    {
        DurableTaskClient client = await StartAsync(async context =>
        {
            int round = context.GetInput<int>();
            if (round < 3)
            {
                await context.WaitForExternalEvent<object>("Go");
                context.ContinueAsNew(round + 1);
                return null;
            }

            return await context.WaitForExternalEvent<string>("Word");
        });
        string id = await ScheduleAsync(client, 0);

        await client.RaiseEventAsync(id, "Word", "kept", Deadline);
        for (int i = 0; i < 3; i++)
        {
            await client.RaiseEventAsync(id, "Go", null, Deadline);
        }

        OrchestrationMetadata done = await CompletionAsync(client, id);
        Assert.Equal("kept", done.ReadOutputAs<string>());
        Assert.Equal(3, done.ReadInputAs<int>());
    }

    [Fact]
    public async Task Purge_FinishedRunningUnknown_RemovesOnlyTheFinished()
    {
        DurableTaskClient client = await StartAsync(
            async context => context.GetInput<bool>() ? await AwaitGo(context) : new string('x', 100_000));
        await ScheduleAsync(client, false, "finished");
        await ScheduleAsync(client, true, "running");
        await CompletionAsync(client, "finished");

        Assert.Equal(1, (await client.PurgeInstanceAsync("finished", Deadline)).PurgedInstanceCount);
        Assert.Equal(0, (await client.PurgeInstanceAsync("running", Deadline)).PurgedInstanceCount);
        Assert.Equal(0, (await client.PurgeInstanceAsync("unknown", Deadline)).PurgedInstanceCount);

        Assert.Null(await client.GetInstanceAsync("finished", Deadline));
        Assert.NotNull(await client.GetInstanceAsync("running", Deadline));
        Assert.Empty(Azurite.Tables.GetTableClient($"{Hub}LocalInstances").Query<Azure.Data.Tables.TableEntity>("PartitionKey eq 'finished'"));
    }

    [Fact]
    public async Task GetAllInstances_FilterAndPages_EachMatchOnceInOrder()
    {
        DurableTaskClient client = await StartAsync(
            async context => context.GetInput<bool>() ? await AwaitGo(context) : "done");
        for (int i = 0; i < 7; i++)
        {
            await ScheduleAsync(client, false, $"run-{i}");
        }

        await ScheduleAsync(client, true, "run-waiting");
        await ScheduleAsync(client, false, "other");
        for (int i = 0; i < 7; i++)
        {
            await CompletionAsync(client, $"run-{i}");
        }

        var query = new OrchestrationQuery(
            Statuses: [OrchestrationRuntimeStatus.Completed], InstanceIdPrefix: "run-", PageSize: 3, FetchInputsAndOutputs: true);
        var pages = new List<Page<OrchestrationMetadata>>();
        await foreach (Page<OrchestrationMetadata> page in client.GetAllInstancesAsync(query).AsPages())
        {
            pages.Add(page);
        }

        var rest = new List<string>();
        await foreach (OrchestrationMetadata instance in client.GetAllInstancesAsync(query with { ContinuationToken = pages[0].ContinuationToken }))
        {
            rest.Add(instance.InstanceId);
        }

        Assert.Equal([3, 3, 1], pages.Select(page => page.Values.Count));
        Assert.Equal(
            Enumerable.Range(0, 7).Select(i => $"run-{i}"), pages.SelectMany(page => page.Values).Select(instance => instance.InstanceId));
        Assert.All(pages.SelectMany(page => page.Values), instance => Assert.Equal("done", instance.ReadOutputAs<string>()));
        Assert.Null(pages[^1].ContinuationToken);
        Assert.Equal(["run-3", "run-4", "run-5", "run-6"], rest);
    }

    private static async Task<object?> AwaitGo(TaskOrchestrationContext context)
    {
        await context.WaitForExternalEvent<object>("Go");
        return null;
    }
}
