using System.Diagnostics;

namespace CustomerJourneys.Benchmarks.Application;

/// <summary>This program once more, as a process of its own.</summary>
internal static class SelfProcess
{
    private const string Storage = "AzureWebJobsStorage";

    /// <summary>The storage account that such a process was given.</summary>
    public static string GivenStorage => Environment.GetEnvironmentVariable(Storage) ?? throw new InvalidOperationException($"{Storage} is not set.");

    public static Process Start(string storage, params string[] arguments)
    {
        var program = typeof(SelfProcess).Assembly.Location;
        var start = new ProcessStartInfo(Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet", [program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment[Storage] = storage;
        return Process.Start(start)!;
    }
}
