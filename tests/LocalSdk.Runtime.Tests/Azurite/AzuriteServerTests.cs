using Azure.Storage.Queues;
using LocalSdk.Azurite;

namespace LocalSdk.Runtime.Tests.Azurite;

public sealed class AzuriteServerTests
{
    [Fact]
    public async Task Start_TwoAtOnce_DoNotCollideAndAreGoneAfterwards()
    {
        AzuriteServer[] servers = await Task.WhenAll(AzuriteServer.StartAsync(new()), AzuriteServer.StartAsync(new()));

        foreach (AzuriteServer server in servers)
        {
            await new QueueClient(server.ConnectionString, "only-here").CreateAsync();
        }

        await Task.WhenAll(servers.Select(server => server.StopAsync()));
        Assert.All(servers, server => Assert.False(ProcessSignals.IsRunning(server.ProcessId)));
    }

    [Fact]
    public async Task Stop_DataFolderGiven_DataIsThereAtTheNextStart()
    {
        string folder = Directory.CreateTempSubdirectory("azurite-kept-").FullName;
        await using (AzuriteServer first = await AzuriteServer.StartAsync(new() { DataFolder = folder }))
        {
            await new QueueClient(first.ConnectionString, "kept").CreateAsync();
        }

        await using (AzuriteServer second = await AzuriteServer.StartAsync(new() { DataFolder = folder }))
        {
            Assert.True(await new QueueClient(second.ConnectionString, "kept").ExistsAsync());
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Start_PortIsTaken_SaysWhy()
    {
        await using AzuriteServer first = await AzuriteServer.StartAsync(new());

        AzuriteException error = await Assert.ThrowsAsync<AzuriteException>(() => AzuriteServer.StartAsync(new() { Ports = first.Ports }));

        Assert.Contains("EADDRINUSE", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_CommandIsMissing_SaysWhatToInstall()
    {
        AzuriteException error = await Assert.ThrowsAsync<AzuriteException>(
            () => NodeCommand.RunAsync("no-such-node", Path.GetTempPath(), [], CancellationToken.None));

        Assert.Contains("Node.js", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ownership_OfAKilledRun_IsOrphaned()
    {
        string file = Path.GetTempFileName();
        await using AzuriteServer server = await AzuriteServer.StartAsync(new());
        AzuriteOwnership mine = AzuriteOwnership.ByThisProcess(server.ProcessId);
        mine.Write(file);

        Assert.Equal(mine, AzuriteOwnership.Read(file));
        Assert.True(mine is { IsAlive: true, IsOrphan: false });
        Assert.True((mine with { OwnerStarted = DateTime.UnixEpoch }).IsOrphan); // Another process has the owner's id now.
        await server.StopAsync();
        Assert.True(mine is { IsAlive: false, IsOrphan: false });
        File.WriteAllText(file, "{");
        Assert.Null(AzuriteOwnership.Read(file));
        File.Delete(file);
    }
}
