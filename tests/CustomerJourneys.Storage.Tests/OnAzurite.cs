using CustomerJourneys.Testing;

namespace CustomerJourneys.Storage.Tests;

/// <summary>One Azurite for all tests of the project; each test has names of its own in it.</summary>
[CollectionDefinition(Name)]
public sealed class OnAzurite : ICollectionFixture<AzuriteOfRun>
{
    public const string Name = "Azurite";
}

/// <summary>The emulator of a test run, started before its first test.</summary>
public sealed class AzuriteOfRun : IAsyncLifetime
{
    private AzuriteFixture? _azurite;

    public string ConnectionString => _azurite!.ConnectionString;

    public async Task InitializeAsync() => _azurite = await AzuriteFixture.StartAsync();

    public async Task DisposeAsync()
    {
        // There is none when it did not start.
        if (_azurite is not null)
            await _azurite.DisposeAsync();
    }
}
