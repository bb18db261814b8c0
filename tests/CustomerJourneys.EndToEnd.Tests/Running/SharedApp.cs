namespace CustomerJourneys.EndToEnd.Tests.Running;

/// <summary>One app for all tests of a class whose tests do not disturb one another.</summary>
public sealed class SharedApp : IAsyncLifetime
{
    private readonly StorageAccounts _storage = new();
    private RunningApp? _app;

    /// <summary>Talks to it.</summary>
    public ApiClient Api => _app!.Api;

    /// <summary>All that it printed so far.</summary>
    public string Output => _app!.Output;

    public async Task InitializeAsync()
    {
        await _storage.InitializeAsync();
        _app = await RunningApp.StartAsync(_storage.TakeNew(), partitions: 4);
    }

    public async Task DisposeAsync()
    {
        // There is none when it did not start.
        if (_app is not null)
            await _app.DisposeAsync();
        await _storage.DisposeAsync();
    }
}
