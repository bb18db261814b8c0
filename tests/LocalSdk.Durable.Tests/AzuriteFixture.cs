using Azure.Data.Tables;
using LocalSdk.Azurite;

namespace LocalSdk.Durable.Tests;

/// <summary>An Azurite on free ports, for all tests of this assembly. Each test takes a hub of its own.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private AzuriteServer? _server;

    public string ConnectionString => _server!.ConnectionString;

    public TableServiceClient Tables => new(ConnectionString);

    public async Task InitializeAsync() => _server = await AzuriteServer.StartAsync(new AzuriteOptions());

    public async Task DisposeAsync()
    {
        // There is none when it did not start.
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
