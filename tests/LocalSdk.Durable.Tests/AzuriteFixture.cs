using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Azure.Data.Tables;

namespace LocalSdk.Durable.Tests;

/// <summary>Azurite's table service on a free port, for all tests of this assembly. Each test takes a hub of its own.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly string _data = Directory.CreateTempSubdirectory("azurite-").FullName;
    private Process? _process;

    public string ConnectionString { get; private set; } = string.Empty;

    public TableServiceClient Tables => new(ConnectionString);

    public async Task InitializeAsync()
    {
        string main = Path.Combine(NodeModules(), "azurite", "dist", "src", "table", "main.js");
        for (int attempt = 1; ; attempt++)
        {
            int port = FreePort();
            _process = Process.Start(new ProcessStartInfo("node", [
                main, "--tableHost", "127.0.0.1", "--tablePort", $"{port}", "--location", _data, "--silent", "--skipApiVersionCheck", "--disableTelemetry"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            if (await AnswersAsync(port))
            {
                ConnectionString =
                    $"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={AccountKey};TableEndpoint=http://127.0.0.1:{port}/devstoreaccount1;";
                return;
            }

            // Another process took the port between the choice and the start.
            if (attempt == 5)
            {
                throw new InvalidOperationException($"Azurite did not start from {main}: {await _process.StandardError.ReadToEndAsync()}");
            }
        }
    }

    public async Task DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private static string NodeModules()
    {
        if (Environment.GetEnvironmentVariable("AZURITE_DIR") is { Length: > 0 } given)
        {
            return given;
        }

        string? root = Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location);
        while (root is not null && !File.Exists(Path.Combine(root, "CustomerJourneys.sln")))
        {
            root = Path.GetDirectoryName(root);
        }

        return Path.Combine(root ?? ".", "src", "LocalSdk", "azurite", "node_modules");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> AnswersAsync(int port)
    {
        var since = Stopwatch.StartNew();
        while (!_process!.HasExited && since.Elapsed < TimeSpan.FromSeconds(60))
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }

        return false;
    }
}
