using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace CustomerJourneys.Testing;

/// <summary>An Azurite of its own for a test run: on free ports, gone with the test process; in memory unless it is given a folder.</summary>
public sealed partial class AzuriteFixture : IAsyncDisposable
{
    /// <summary>The account that every Azurite has unless it is told of others.</summary>
    private const string DefaultAccount = "devstoreaccount1";

    /// <summary>The key that every Azurite has; public, and worth nothing elsewhere.</summary>
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <summary>Ends Azurite in good order, its data written, when the pipe from the test process closes, however that ended.</summary>
    private const string Script = "process.stdin.on('end',()=>process.kill(process.pid,'SIGTERM')).resume();process.argv.splice(1,0,'azurite');require(process.env.AZURITE_MAIN)";
    private readonly Process _process;
    private readonly IReadOnlyDictionary<string, int> _ports;

    private AzuriteFixture(Process process, IReadOnlyDictionary<string, int> ports)
    {
        _process = process;
        _ports = ports;
    }

    /// <summary>How to reach its blobs, queues and tables, where it was started without other accounts.</summary>
    public string ConnectionString => ConnectionStringOf(DefaultAccount);

    /// <summary>How to reach the blobs, queues and tables of one of its accounts.</summary>
    public string ConnectionStringOf(string account)
    {
        var endpoints = _ports.Select(port => $"{port.Key}Endpoint=http://127.0.0.1:{port.Value}/{account}");
        return $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={Key};{string.Join(';', endpoints)};";
    }

    /// <summary>Starts one; installs the package on first use.</summary>
    /// <param name="accounts">Accounts in place of the default one. They share nothing, and cost nothing until they are used.</param>
    /// <param name="folder">Where it keeps its data, so that another one can be started over it; <see langword="null"/> keeps it in memory.</param>
    /// <param name="portsOf">An earlier one, stopped by now, whose ports it listens on; <see langword="null"/> takes free ones.</param>
    public static async Task<AzuriteFixture> StartAsync(IReadOnlyCollection<string>? accounts = null, string? folder = null, AzuriteFixture? portsOf = null)
    {
        var main = Path.Combine(await InstallAsync(), "node_modules", "azurite", "dist", "src", "azurite.js");
        var start = new ProcessStartInfo("node") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["AZURITE_MAIN"] = main;
        if (accounts is not null)
            start.Environment["AZURITE_ACCOUNTS"] = string.Join(';', accounts.Select(account => $"{account}:{Key}"));
        string[] place = folder is null ? ["--inMemoryPersistence"] : ["--location", folder];
        foreach (var argument in (string[])["-e", Script, "--", .. place, "--skipApiVersionCheck", "--disableTelemetry", "--blobPort", PortOf("Blob"), "--queuePort", PortOf("Queue"), "--tablePort", PortOf("Table")])
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
        return new AzuriteFixture(process, ports);

        string PortOf(string service) => (portsOf?._ports[service] ?? 0).ToString(CultureInfo.InvariantCulture);
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
        var package = typeof(AzuriteFixture).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == "AzuritePackage").Value!;
        var lockFile = await File.ReadAllBytesAsync(Path.Combine(package, "package-lock.json"));
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        var folder = Path.Combine(data, "customerjourneys", "azurite-" + Convert.ToHexStringLower(SHA256.HashData(lockFile))[..16]);
        if (Directory.Exists(folder))
            return folder;
        var installing = Directory.CreateDirectory($"{folder}.{Environment.ProcessId}").FullName;
        foreach (var file in Directory.EnumerateFiles(package))
            File.Copy(file, Path.Combine(installing, Path.GetFileName(file)));
        using var npm = Process.Start("npm", ["ci", "--silent", "--no-audit", "--no-fund", "--prefix", installing]);
        await npm.WaitForExitAsync();
        if (npm.ExitCode != 0)
            throw new InvalidOperationException("npm could not install Azurite.");
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
