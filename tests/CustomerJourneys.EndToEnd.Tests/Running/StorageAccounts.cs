using System.Globalization;
using CustomerJourneys.Testing;

namespace CustomerJourneys.EndToEnd.Tests.Running;

/// <summary>
/// Storage for the apps of one test class: one Azurite, and in it an account for each app, since the names of tables, containers,
/// queues and the task hub are the same in every app.
/// </summary>
public sealed class StorageAccounts : IAsyncLifetime
{
    private static readonly string[] Names = [.. Enumerable.Range(1, 64).Select(i => "account" + i.ToString(CultureInfo.InvariantCulture))];
    private AzuriteFixture? _azurite;
    private int _taken;

    /// <summary>The connection string of an account that nobody has used.</summary>
    public string TakeNew() => _azurite!.ConnectionStringOf(Names[Interlocked.Increment(ref _taken) - 1]);

    public async Task InitializeAsync() => _azurite = await AzuriteFixture.StartAsync(Names);

    public async Task DisposeAsync()
    {
        // There is none when it did not start.
        if (_azurite is not null)
            await _azurite.DisposeAsync();
    }
}
