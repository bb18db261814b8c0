using System.Diagnostics;
using System.Reflection;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LocalSdk.Durable.Tests;

/// <summary>Real processes, killed or frozen without warning.</summary>
public sealed class CrashTests(AzuriteFixture azurite) : EngineTests(azurite)
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crash-").FullName;

    [Fact]
    public async Task ProcessKilledInTheMiddleOfAFanOut_NextOneRunsOnlyWhatHadNotEnded()
    {
        DurableTaskClient client = await ScheduleAsync("FanOut");
        int child = await RunAndKillAsync(() => UntilHalfDoneAsync(client));
        await File.WriteAllTextAsync(Path.Combine(_folder, "go"), string.Empty, Deadline);

        await using DurableEngine next = CrashChild.Create(Azurite.ConnectionString, Hub, _folder);
        await next.StartAsync();
        OrchestrationMetadata done = await CompletionAsync(client, "one");

        Assert.Equal(Enumerable.Range(0, CrashChild.All).Sum(), done.ReadOutputAs<int>());
        for (int n = 0; n < CrashChild.All; n++)
        {
            int[] expected = n < CrashChild.Fast ? [child] : [child, Environment.ProcessId];
            Assert.Equal(expected, Runs($"{n}.runs"));
        }
    }

    [Fact]
    public async Task ProcessKilledAgainAndAgain_InstanceCompletesWithTheSameOutput()
    {
        DurableTaskClient client = await ScheduleAsync("Steps");
        for (int kill = 0; kill < CrashChild.Steps; kill++)
        {
            // Each time a little further on: between starts and ends of activities, timers and turns.
            int started = (kill * CrashChild.Fast) + kill;
            await RunAndKillAsync(() => UntilStartedAsync(started));
        }

        await using DurableEngine last = CrashChild.Create(Azurite.ConnectionString, Hub, _folder);
        await last.StartAsync();
        OrchestrationMetadata done = await CompletionAsync(client, "one");

        Assert.Equal(Enumerable.Range(0, CrashChild.Steps * CrashChild.Fast).Sum(), done.ReadOutputAs<int>());
    }

    [Fact]
    public async Task OwnerFrozen_AnotherTakesTheHubOver_AndTheFirstChangesNothingWhenItThaws()
    {
        DurableTaskClient client = await ScheduleAsync("FanOut");
        using Process child = Child();
        try
        {
            await UntilHalfDoneAsync(client);
            await SignalAsync(child, "-STOP");
            await File.WriteAllTextAsync(Path.Combine(_folder, "go"), string.Empty, Deadline);
            await using DurableEngine next = CrashChild.Create(Azurite.ConnectionString, Hub, _folder);
            await next.StartAsync();
            OrchestrationMetadata done = await CompletionAsync(client, "one");

            await SignalAsync(child, "-CONT");
            await next.Client.ScheduleNewOrchestrationInstanceAsync("Steps", new StartOrchestrationOptions("two"), Deadline);
            await CompletionAsync(client, "two");
            OrchestrationMetadata? later = await client.GetInstanceAsync("one", true, Deadline);

            Assert.Equal(Enumerable.Range(0, CrashChild.All).Sum(), done.ReadOutputAs<int>());
            Assert.Equal(done.LastUpdatedAt, later!.LastUpdatedAt);
            Assert.Equal(done.SerializedOutput, later.SerializedOutput);

            // The thawed process found its lease gone: instance two ran in this one alone.
            Assert.Equal([Environment.ProcessId], Runs($"{(CrashChild.Steps * CrashChild.Fast) - 1}.runs"));
        }
        finally
        {
            child.Kill();
            await child.WaitForExitAsync(Deadline);
        }
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task SignalAsync(Process process, string signal)
    {
        using Process kill = Process.Start("kill", [signal, $"{process.Id}"]);
        await kill.WaitForExitAsync();
    }

    private async Task<DurableTaskClient> ScheduleAsync(string orchestrator)
    {
        DurableTaskClient client = Engine().Client;
        await client.ScheduleNewOrchestrationInstanceAsync(orchestrator, new StartOrchestrationOptions("one"), Deadline);
        return client;
    }

    private Process Child() => Process.Start(
        "dotnet", [Assembly.GetExecutingAssembly().Location, Azurite.ConnectionString, Hub, _folder]);

    private async Task<int> RunAndKillAsync(Func<Task> until)
    {
        using Process child = Child();
        try
        {
            await until();
        }
        finally
        {
            child.Kill();
            await child.WaitForExitAsync(Deadline);
        }

        return child.Id;
    }

    private Task<OrchestrationMetadata> UntilHalfDoneAsync(DurableTaskClient client) =>
        UntilAsync(client, "one", instance => instance.SerializedCustomStatus == $"{CrashChild.Fast}");

    private async Task UntilStartedAsync(int activities)
    {
        while (Directory.GetFiles(_folder, "*.runs").Length < activities)
        {
            await Task.Delay(1, Deadline);
        }
    }

    private int[] Runs(string file) => [.. File.ReadAllLines(Path.Combine(_folder, file)).Select(line => int.Parse(line, null))];
}
