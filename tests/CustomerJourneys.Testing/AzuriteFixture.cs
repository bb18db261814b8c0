using System.Diagnostics;
using System.Text.RegularExpressions;

namespace CustomerJourneys.Testing;

/// <summary>
/// A storage emulator for the tests of one assembly: on ports of its own, in memory, stopped at the end.
/// It is found in the environment variable <c>AZURITE</c> (the path of its script), else where the solution keeps it.
/// </summary>
public sealed partial class AzuriteFixture : IDisposable
{
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly Process _process;

    /// <summary>Starts the emulator and waits until its three services listen.</summary>
    public AzuriteFixture()
    {
        var folder = Directory.CreateTempSubdirectory("azurite-");
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[FindScript(), "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry",
            "--blobPort", "0", "--queuePort", "0", "--tablePort", "0"])
            start.ArgumentList.Add(argument);
        start.WorkingDirectory = folder.FullName;

        var ports = new Dictionary<string, string>();
        using var ready = new ManualResetEventSlim();
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null || Listening().Match(line.Data) is not { Success: true } match)
                return;
            ports[match.Groups[1].Value] = match.Groups[2].Value;
            if (ports.Count == 3)
                ready.Set();
        };
        _process.ErrorDataReceived += (_, line) => Console.Error.WriteLine(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        if (!ready.Wait(Patience))
        {
            Dispose();
            throw new InvalidOperationException("Azurite did not begin to listen.");
        }

        ConnectionString = $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};" + string.Concat(
            ports.Select(port => $"{port.Key}Endpoint=http://127.0.0.1:{port.Value}/{Account};"));
    }

    /// <summary>The connection string of the emulator.</summary>
    public string ConnectionString { get; } = "";

    /// <summary>Stops the emulator; what it held is gone.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string FindScript()
    {
        if (Environment.GetEnvironmentVariable("AZURITE") is { Length: > 0 } script)
            return script;
        const string InSolution = "src/LocalSdk/azurite/node_modules/azurite/dist/src/azurite.js";
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, InSolution)))
                return Path.Combine(folder.FullName, InSolution);
        }

        throw new FileNotFoundException($"Azurite is not installed: neither AZURITE nor {InSolution} names it.");
    }

    [GeneratedRegex(@"Azurite (Blob|Queue|Table) service is successfully listening at http://127\.0\.0\.1:(\d+)")]
    private static partial Regex Listening();
}
