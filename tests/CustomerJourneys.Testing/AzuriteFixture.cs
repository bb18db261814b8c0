using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace CustomerJourneys.Testing;

/// <summary>An Azurite of its own for a test run: in memory, on free ports, gone with the test process.</summary>
public sealed partial class AzuriteFixture : IAsyncDisposable
{
    private const string Version = "3.37.0";

    /// <summary>The account and key that every Azurite has; public, and worth nothing elsewhere.</summary>
    private const string Account = "AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <summary>Ends Azurite when the pipe from the test process closes, however that ended.</summary>
    private const string Script = "process.stdin.on('end',()=>process.exit(0)).resume();process.argv.splice(1,0,'azurite');require(process.env.AZURITE_MAIN)";
    private readonly Process _process;

    private AzuriteFixture(Process process, string connectionString)
    {
        _process = process;
        ConnectionString = connectionString;
    }

    /// <summary>How to reach its blobs, queues and tables.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts one; installs the package on first use.</summary>
    public static async Task<AzuriteFixture> StartAsync()
    {
        var main = Path.Combine(await InstallAsync(), "node_modules", "azurite", "dist", "src", "azurite.js");
        var start = new ProcessStartInfo("node") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["AZURITE_MAIN"] = main;
        foreach (var argument in (string[])["-e", Script, "--", "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry", "--blobPort", "0", "--queuePort", "0", "--tablePort", "0"])
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        var ports = new Dictionary<string, int>();
        var lines = new List<string>();
        while (ports.Count < 3)
        {
            var line = await process.StandardOutput.ReadLineAsync()
                ?? throw new InvalidOperationException($"Azurite ended: {string.Join('\n', lines)} {await process.StandardError.ReadToEndAsync()}");
            lines.Add(line);
            if (Listening().Match(line) is { Success: true } match)
                ports[match.Groups[1].Value] = int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
        }

        // A full pipe would stop it: what it says from now on is read and let go.
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
        var endpoints = ports.Select(port => $"{port.Key}Endpoint=http://127.0.0.1:{port.Value}/devstoreaccount1");
        return new AzuriteFixture(process, $"DefaultEndpointsProtocol=http;{Account};{string.Join(';', endpoints)};");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<string> InstallAsync()
    {
        if (Environment.GetEnvironmentVariable("AZURITE_HOME") is { Length: > 0 } home)
            return home;
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        var folder = Path.Combine(data, "customerjourneys", "azurite-" + Version);
        if (Directory.Exists(folder))
            return folder;
        var installing = Directory.CreateDirectory($"{folder}.{Environment.ProcessId}").FullName;
        using var npm = Process.Start("npm", ["install", "--silent", "--no-audit", "--no-fund", "--prefix", installing, "azurite@" + Version]);
        await npm.WaitForExitAsync();
        if (npm.ExitCode != 0)
            throw new InvalidOperationException($"npm could not install azurite {Version}.");
        try
        {
            Directory.Move(installing, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            Directory.Delete(installing, recursive: true);
        }
        return folder;
    }

    [GeneratedRegex("Azurite (Blob|Queue|Table) service is successfully listening at http://127\\.0\\.0\\.1:([0-9]+)")]
    private static partial Regex Listening();
}
