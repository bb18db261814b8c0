using System.Globalization;
using System.Runtime;
using CustomerJourneys.Benchmarks.Comparison;
using CustomerJourneys.Benchmarks.Report;

namespace CustomerJourneys.Benchmarks.Application;

/// <summary>By how much one partition's evaluation makes a process grow: measured in a process that does nothing else, after one evaluation to warm up.</summary>
internal static class PartitionMemory
{
    /// <summary>The word that this program is started with to be that process; the storage account comes in the environment.</summary>
    public const string Command = "partition-memory";

    /// <returns>The growth in MiB.</returns>
    public static async Task<double> MeasureAsync(string storage, BenchmarkReport report)
    {
        using var process = SelfProcess.Start(storage, Command);
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0 || output.Split(' ') is not [var before, var peak])
            throw new BenchmarkException($"The process that evaluates one partition failed: {output}");
        var (from, to) = (double.Parse(before, CultureInfo.InvariantCulture), double.Parse(peak, CultureInfo.InvariantCulture));
        var growth = Math.Max(0.01, to - from);
        report.Set("evaluation_memory_mib", growth, $"from {from:N0} to {to:N0} MiB");
        return growth;
    }

    /// <summary>That process: prints the memory before, and the peak while a partition was evaluated, in MiB.</summary>
    public static async Task RunAsync(string storage)
    {
        var store = BenchmarkStore.Open(storage);
        var pins = await store.FoldAsync(CancellationToken.None);
        var journey = ComparedJourney.FiveStages.Compile();
        await StoredPartitionEvaluation.RunAsync(store, pins[0], journey);
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        Machine.ResetPeak(Environment.ProcessId);
        var before = Machine.MemoryMib(Environment.ProcessId, "VmRSS");
        var result = await StoredPartitionEvaluation.RunAsync(store, pins[1], journey);
        var peak = Machine.MemoryMib(Environment.ProcessId, "VmHWM");
        GC.KeepAlive(result);
        Console.Write($"{before.ToString(CultureInfo.InvariantCulture)} {peak.ToString(CultureInfo.InvariantCulture)}");
    }
}
