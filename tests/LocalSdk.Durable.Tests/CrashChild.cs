using Azure.Data.Tables;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalSdk.Durable.Tests;

/// <summary>The process that the crash test kills, and what it runs.</summary>
internal static class CrashChild
{
    public const int Fast = 8;

    public const int All = 16;

    public const int Steps = 5;

    /// <summary>A lease short enough to see it run out in a test.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    /// <summary>Runs an engine until the process is killed.</summary>
    /// <param name="args">Connection string, hub, folder of the activities' traces.</param>
    public static async Task Main(string[] args)
    {
        await using DurableEngine engine = Create(args[0], args[1], args[2]);
        await engine.StartAsync();
        await Task.Delay(Timeout.Infinite);
    }

    /// <summary>
    /// An engine whose orchestrator FanOut counts in its custom status what has ended; the first activities end at once, the others
    /// when the file <c>go</c> appears in the folder. Orchestrator Steps fans out several times over. Each activity leaves a line a run.
    /// </summary>
    public static DurableEngine Create(string connection, string hub, string folder)
    {
        var engine = new DurableEngine(
            new TableServiceClient(connection),
            new() { HubName = hub, MaxConcurrentActivities = All, LeaseDuration = Lease },
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
        engine.AddOrchestrator("Steps", async context =>
        {
            int sum = 0;
            for (int step = 0; step < Steps; step++)
            {
                int first = step * Fast;
                sum += (await Task.WhenAll(
                    Enumerable.Range(first, Fast).Select(n => context.CallActivityAsync<int>("Trace", n)))).Sum();
                await context.CreateTimer(TimeSpan.FromMilliseconds(10), CancellationToken.None);
            }

            return sum;
        });
        engine.AddActivity("Work", async (input, run) =>
        {
            int n = await TraceAsync(folder, input);
            while (n >= Fast && !File.Exists(Path.Combine(folder, "go")))
            {
                await Task.Delay(20, run.CancellationToken);
            }

            return n;
        });
        engine.AddActivity("Trace", async (input, _) => await TraceAsync(folder, input));
        return engine;
    }

    private static async Task<int> TraceAsync(string folder, string? input)
    {
        await File.AppendAllTextAsync(Path.Combine(folder, $"{input}.runs"), $"{Environment.ProcessId}\n");
        return int.Parse(input!, null);
    }
}
