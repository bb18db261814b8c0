using System.Diagnostics;
using System.Reflection;
using Microsoft.DurableTask.Client;

namespace LocalSdk.Durable.Tests;

public sealed class CrashTests(AzuriteFixture azurite) : EngineTests(azurite)
{
    [Fact]
    public async Task ProcessKilledInTheMiddleOfAFanOut_NextOneRunsOnlyWhatHadNotEnded()
    {
        string folder = Directory.CreateTempSubdirectory("crash-").FullName;
        using Process child = Process.Start(
            "dotnet", [Assembly.GetExecutingAssembly().Location, Azurite.ConnectionString, Hub, folder]);
        try
        {
            await UntilAsync(Engine().Client, "fan", instance => instance.SerializedCustomStatus == $"{CrashChild.Fast}");
        }
        finally
        {
            child.Kill();
            await child.WaitForExitAsync(Deadline);
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "go"), string.Empty, Deadline);
        await using DurableEngine next = CrashChild.Create(Azurite.ConnectionString, Hub, folder);
        var takeover = Stopwatch.StartNew();
        await next.StartAsync();
        OrchestrationMetadata done = await CompletionAsync(next.Client, "fan");

        Assert.Equal(Enumerable.Range(0, CrashChild.All).Sum(), done.ReadOutputAs<int>());
        for (int n = 0; n < CrashChild.All; n++)
        {
            string[] runs = await File.ReadAllLinesAsync(Path.Combine(folder, $"{n}.runs"), Deadline);
            string[] expected = n < CrashChild.Fast ? [$"{child.Id}"] : [$"{child.Id}", $"{Environment.ProcessId}"];
            Assert.Equal(expected, runs);
        }

        // The owner is known to be gone: nobody waits for its lease to run out.
        Assert.True(takeover.Elapsed < new DurableEngineOptions().LeaseDuration);
        Directory.Delete(folder, recursive: true);
    }
}
