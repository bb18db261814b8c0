using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using CustomerJourneys.Benchmarks.Comparison;

namespace CustomerJourneys.Benchmarks.Report;

/// <summary>What measured figures depend on, without anything that names the machine.</summary>
internal static class Machine
{
    public static IEnumerable<string> Describe(string commit)
    {
        yield return $"{Environment.ProcessorCount} cores ({Processor()}), {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1_073_741_824d:0.0} GiB memory, {RuntimeInformation.OSDescription.Split(' ')[0]} {RuntimeInformation.ProcessArchitecture}";
        yield return $".NET {Environment.Version}, Node {Output("node", "--version")}, commit {(commit.Length > 0 ? commit : "unknown")}";
    }

    /// <summary>A line of a process's status in MiB: <c>VmHWM</c> is the peak, <c>VmRSS</c> the present.</summary>
    public static double MemoryMib(int process, string line)
    {
        var found = File.ReadLines($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/status").FirstOrDefault(text => text.StartsWith(line, StringComparison.Ordinal))
            ?? throw new BenchmarkException($"The process's status has no {line}.");
        return double.Parse(found.Split(':')[1].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>Has the peak of a process's memory count from now on.</summary>
    public static void ResetPeak(int process) => File.WriteAllText($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/clear_refs", "5");

    private static string Processor() =>
        File.Exists("/proc/cpuinfo") && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? line.Split(':')[1].Trim()
            : "unknown processor";

    private static string Output(string command, string argument)
    {
        using var process = Process.Start(new ProcessStartInfo(command, [argument]) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output.Trim();
    }
}
