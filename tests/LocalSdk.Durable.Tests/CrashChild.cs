using Azure.Data.Tables;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalSdk.Durable.Tests;

/// <summary>The process that the crash test kills, and what it runs.</summary>
internal static class CrashChild
{
    public const int Fast = 8;

    public const int All = 16;

    /// <summary>Runs an engine until it is killed.</summary>
    /// <param name="args">Connection string, hub, folder of the activities' traces.</param>
    public static async Task Main(string[] args)
    {
        await using DurableEngine engine = Create(args[0], args[1], args[2]);
        await engine.StartAsync();
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("FanOut", null, new StartOrchestrationOptions("fan"));
        await Task.Delay(Timeout.Infinite);
    }

    /// <summary>
    /// An engine whose orchestrator fans out and counts in its custom status; the first activities end at once, the others
    /// when the file <c>go</c> appears in the folder. Each leaves a line a run.
    /// </summary>
    public static DurableEngine Create(string connection, string hub, string folder)
    {
        var engine = new DurableEngine(
            new TableServiceClient(connection),
            new() { HubName = hub, MaxConcurrentActivities = All },
            NullLoggerFactory.Instance,
            TimeProvider.System);
        engine.AddOrchestrator("FanOut", async context =>
        {
            int ended = 0;
            int[] results = await Task.WhenAll(Enumerable.Range(0, All).Select(async n =>
            {
                int result = await context.CallActivityAsync<int>("Work", n);
                context.SetCustomStatus(++ended);
                return result;
            }));
            return results.Sum();
        });
        engine.AddActivity("Work", async (input, run) =>
        {
            int n = int.Parse(input!, null);
            await File.AppendAllTextAsync(Path.Combine(folder, $"{n}.runs"), $"{Environment.ProcessId}\n");
            while (n >= Fast && !File.Exists(Path.Combine(folder, "go")))
            {
                await Task.Delay(20, run.CancellationToken);
            }

            return n;
        });
        return engine;
    }
}
