using LocalSdk.Azurite;
using LocalSdk.Runtime.Functions;
using LocalSdk.Runtime.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace LocalSdk.Runtime.Hosting;

/// <summary>
/// The app's host, with the storage emulator around it: it listens before the first of the app's services starts, and until the
/// last has stopped.
/// </summary>
internal sealed class LocalFunctionsHost(
    WebApplication app, IReadOnlyList<FunctionDescriptor> functions, HostFile host, IConfiguration settings, TextWriter output) : IHost, IAsyncDisposable
{
    private DevelopmentStorage? _storage;

    public IServiceProvider Services => app.Services;

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (settings.UsesDevelopmentStorage())
        {
            _storage = await DevelopmentStorage.EnsureAsync(cancellationToken);
            output.WriteLine(_storage.Description);
        }
        else if (settings["AzureWebJobsStorage"] is null && functions.Any(function => function.Trigger is not HttpTriggerAttribute))
        {
            throw new InvalidOperationException("The setting AzureWebJobsStorage is missing: functions other than HTTP ones need a storage account.");
        }

        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch
        {
            await StopStorageAsync();
            throw;
        }

        string address = app.Urls.First();
        FunctionList.Print(output, functions, host, address);
        output.WriteLine($"Ready on {address}");
    }

    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        await app.StopAsync(cancellationToken);
        await StopStorageAsync();
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await StopStorageAsync();
    }

    private async Task StopStorageAsync()
    {
        if (_storage is not null)
        {
            DevelopmentStorage storage = _storage;
            _storage = null;
            await storage.DisposeAsync();
        }
    }
}
