using Microsoft.DurableTask.Client;

namespace LocalSdk.Durable.Tests;

/// <summary>Several engines over one hub: one drives it, all may use it.</summary>
public sealed class SharedHubTests(AzuriteFixture azurite) : EngineTests(azurite)
{
    [Fact]
    public async Task TwoEngines_OneDrivesAndTheOtherSchedulesRaisesReadsAndTerminates()
    {
        int[] runs = new int[2];
        DurableTaskClient[] clients = [await StartWorkerAsync(runs, 0), await StartWorkerAsync(runs, 1)];
        await CompletionAsync(clients[0], await ScheduleAndGoAsync(clients[0]));

        await CompletionAsync(clients[1], await ScheduleAndGoAsync(clients[1]));
        string id = await ScheduleAsync(clients[1]);
        await clients[1].WaitForInstanceStartAsync(id, Deadline);
        await clients[1].TerminateInstanceAsync(id, "enough", Deadline);

        Assert.Equal(2, runs.Max());
        Assert.Equal(0, runs.Min());
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await CompletionAsync(clients[0], id)).RuntimeStatus);
    }

    [Fact]
    public async Task OwnerStops_TheOtherGoesOn()
    {
        int[] runs = new int[2];
        DurableEngine first = Worker(runs, 0);
        await first.StartAsync();
        string id = await ScheduleAsync(first.Client);
        await first.Client.WaitForInstanceStartAsync(id, Deadline);
        DurableTaskClient second = await StartWorkerAsync(runs, 1);

        await first.StopAsync();
        await second.RaiseEventAsync(id, "Go", null, Deadline);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await CompletionAsync(second, id)).RuntimeStatus);
        Assert.Equal([0, 1], runs);
    }

    private DurableEngine Worker(int[] runs, int number)
    {
        DurableEngine engine = Engine();
        engine.AddOrchestrator("Run", async context =>
        {
            await context.WaitForExternalEvent<object>("Go");
            return await context.CallActivityAsync<int>("Work");
        });
        engine.AddActivity("Work", (_, _) => Task.FromResult<object?>(Interlocked.Increment(ref runs[number])));
        return engine;
    }

    private async Task<DurableTaskClient> StartWorkerAsync(int[] runs, int number)
    {
        DurableEngine engine = Worker(runs, number);
        await engine.StartAsync();
        return engine.Client;
    }

    private async Task<string> ScheduleAndGoAsync(DurableTaskClient client)
    {
        string id = await ScheduleAsync(client);
        await client.RaiseEventAsync(id, "Go", null, Deadline);
        return id;
    }
}
