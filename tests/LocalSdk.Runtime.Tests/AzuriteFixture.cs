using LocalSdk.Azurite;

namespace LocalSdk.Runtime.Tests;

/// <summary>One Azurite on free ports for all tests of storage triggers.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private AzuriteServer? _server;

    public string ConnectionString => _server!.ConnectionString;

    public async Task InitializeAsync() => _server = await AzuriteServer.StartAsync(new());

    public async Task DisposeAsync() => await _server!.DisposeAsync();

    internal Dictionary<string, string?> Settings(params (string Name, string Value)[] more) => new(
        more.Select(item => KeyValuePair.Create(item.Name, (string?)item.Value)).Append(KeyValuePair.Create("AzureWebJobsStorage", (string?)ConnectionString)));
}

[CollectionDefinition(nameof(AzuriteFixture))]
public sealed class AzuriteTests : ICollectionFixture<AzuriteFixture>;
