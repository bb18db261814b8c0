using System.Globalization;
using System.Text.RegularExpressions;

namespace LocalSdk.Azurite;

/// <summary>A running Azurite that this process started: disposing stops it in good order.</summary>
public sealed partial class AzuriteServer : IAsyncDisposable
{
    // The account and key that Microsoft publishes for the emulator: no secret.
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly string? _temporaryFolder;
    private bool _stopped;

    private AzuriteServer(int processId, AzuritePorts ports, string? temporaryFolder)
    {
        ProcessId = processId;
        Ports = ports;
        _temporaryFolder = temporaryFolder;
    }

    /// <summary>Azurite's process.</summary>
    public int ProcessId { get; }

    /// <summary>The ports that it listens on.</summary>
    public AzuritePorts Ports { get; }

    /// <summary>A connection string with explicit endpoints.</summary>
    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};" +
        $"BlobEndpoint=http://127.0.0.1:{Ports.Blob}/{Account};" +
        $"QueueEndpoint=http://127.0.0.1:{Ports.Queue}/{Account};" +
        $"TableEndpoint=http://127.0.0.1:{Ports.Table}/{Account};";

    /// <summary>Starts Azurite, installing it first where needed, and waits until its three services listen.</summary>
    /// <exception cref="AzuriteException">Node is missing, the installation failed, or it did not come up.</exception>
    public static async Task<AzuriteServer> StartAsync(AzuriteOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        string package = Path.Combine(RepositoryRoot.Find(), RepositoryRoot.PackageFolder);
        await AzuriteInstallation.EnsureAsync(package, cancellation);

        string? temporary = options.DataFolder is null ? Directory.CreateTempSubdirectory("azurite-").FullName : null;
        string folder = Directory.CreateDirectory(options.DataFolder ?? temporary!).FullName;
        string log = Path.Combine(folder, "azurite.log");
        File.Delete(log);
        string printed = await NodeCommand.RunAsync("node", package, [
            "start.mjs", log, options.StopWithOwner ? Environment.ProcessId.ToString(CultureInfo.InvariantCulture) : "-",
            "--silent", "--disableTelemetry", "--skipApiVersionCheck", "--location", folder,
            "--blobHost", "127.0.0.1", "--queueHost", "127.0.0.1", "--tableHost", "127.0.0.1",
            .. PortArguments(options.Ports)], cancellation);
        int processId = int.Parse(printed.Trim(), CultureInfo.InvariantCulture);
        try
        {
            return new(processId, await WaitForPortsAsync(log, processId, options.StartTimeout, cancellation), temporary);
        }
        catch
        {
            await ProcessSignals.TerminateAsync(processId, TimeSpan.FromSeconds(10));
            throw;
        }
    }

    /// <summary>Asks Azurite to end (SIGTERM) and waits until it has written its data. Safe to call again.</summary>
    public async Task StopAsync()
    {
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        await ProcessSignals.TerminateAsync(ProcessId, TimeSpan.FromSeconds(30));
        if (_temporaryFolder is not null)
        {
            Directory.Delete(_temporaryFolder, recursive: true);
        }
    }

    /// <summary>Stops it.</summary>
    public async ValueTask DisposeAsync() => await StopAsync();

    private static IEnumerable<string> PortArguments(AzuritePorts ports)
    {
        foreach ((string name, int port) in new[] { ("--blobPort", ports.Blob), ("--queuePort", ports.Queue), ("--tablePort", ports.Table) })
        {
            yield return name;
            yield return port.ToString(CultureInfo.InvariantCulture);
        }
    }

    private static async Task<AzuritePorts> WaitForPortsAsync(string log, int processId, TimeSpan timeout, CancellationToken cancellation)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            string text = await ReadAsync(log, cancellation);
            Dictionary<string, int> ports = ListeningLine().Matches(text)
                .GroupBy(match => match.Groups[1].Value)
                .ToDictionary(group => group.Key, group => int.Parse(group.Last().Groups[2].Value, CultureInfo.InvariantCulture));
            if (ports.Count == 3)
            {
                return new(ports["Blob"], ports["Queue"], ports["Table"]);
            }

            bool ended = !ProcessSignals.IsRunning(processId);
            if (ended || TimeProvider.System.GetElapsedTime(start) > timeout)
            {
                throw new AzuriteException($"Azurite {(ended ? "ended as it started" : $"did not start within {timeout}")}. It said:{Environment.NewLine}{text}");
            }

            await Task.Delay(50, cancellation);
        }
    }

    private static async Task<string> ReadAsync(string log, CancellationToken cancellation)
    {
        if (!File.Exists(log))
        {
            return "";
        }

        using StreamReader reader = new(new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return await reader.ReadToEndAsync(cancellation);
    }

    [GeneratedRegex(@"Azurite (Blob|Queue|Table) service is successfully listening at http://127\.0\.0\.1:(\d+)")]
    private static partial Regex ListeningLine();
}
