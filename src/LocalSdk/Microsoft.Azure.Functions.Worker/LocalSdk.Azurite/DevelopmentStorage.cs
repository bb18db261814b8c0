using System.Net.Sockets;

namespace LocalSdk.Azurite;

/// <summary>
/// The storage that <c>UseDevelopmentStorage=true</c> means: Azurite on its well-known ports, data in <c>.azurite</c> at the root of
/// the repository. Whatever listens there already is used as it is. We stop it in the end if we started it, or if the run that
/// started it was killed; never while that run, or a person, still owns it.
/// </summary>
public sealed class DevelopmentStorage : IAsyncDisposable
{
    private readonly int? _processToStop;
    private readonly string? _ownershipFile;

    private DevelopmentStorage(string description, int? processToStop = null, string? ownershipFile = null)
    {
        Description = description;
        _processToStop = processToStop;
        _ownershipFile = ownershipFile;
    }

    /// <summary>One line for people: what is used and whether it is stopped in the end.</summary>
    public string Description { get; }

    /// <summary>Makes sure that the storage listens.</summary>
    /// <exception cref="AzuriteException">It could not be started; the message says what to do.</exception>
    public static async Task<DevelopmentStorage> EnsureAsync(CancellationToken cancellation = default)
    {
        AzuritePorts ports = AzuritePorts.WellKnown;
        bool[] listening = [await ListensAsync(ports.Blob), await ListensAsync(ports.Queue), await ListensAsync(ports.Table)];
        if (listening.Any(one => one))
        {
            return listening.All(one => one)
                ? Adopt()
                : throw new AzuriteException("Some but not all of the ports 10000, 10001 and 10002 are taken: Azurite needs the three of them.");
        }

        string folder = Path.Combine(RepositoryRoot.Find(), ".azurite");
        AzuriteServer server = await AzuriteServer.StartAsync(new() { Ports = ports, DataFolder = folder, StopWithOwner = false }, cancellation);
        string file = OwnershipFile(folder);
        AzuriteOwnership.ByThisProcess(server.ProcessId).Write(file);
        return new($"Azurite started, data in {folder}", server.ProcessId, file);
    }

    /// <summary>Stops Azurite if it is ours to stop.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_processToStop is { } process)
        {
            await ProcessSignals.TerminateAsync(process, TimeSpan.FromSeconds(30));
            File.Delete(_ownershipFile!);
        }
    }

    private static DevelopmentStorage Adopt()
    {
        string file = OwnershipFile(Path.Combine(RepositoryRoot.Find(), ".azurite"));
        if (AzuriteOwnership.Read(file) is not { IsOrphan: true } left)
        {
            return new("Azurite was running already and is left running");
        }

        AzuriteOwnership.ByThisProcess(left.Azurite).Write(file);
        return new("Azurite of an earlier run goes on", left.Azurite, file);
    }

    private static string OwnershipFile(string folder) => Path.Combine(folder, "azurite.pid.json");

    private static async Task<bool> ListensAsync(int port)
    {
        try
        {
            using TcpClient client = new();
            await client.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
