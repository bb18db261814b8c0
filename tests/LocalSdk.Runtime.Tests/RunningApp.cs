using System.Collections.Concurrent;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LocalSdk.Runtime.Tests;

/// <summary>A function app of some classes of this assembly, running on a free port.</summary>
internal sealed class RunningApp : IAsyncDisposable
{
    private readonly IHost _host;

    private RunningApp(IHost host, LogLines log, StringWriter output)
    {
        _host = host;
        Log = log;
        Output = output;
        Address = new(host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Http = new() { BaseAddress = Address };
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public LogLines Log { get; }

    public StringWriter Output { get; }

    public static async Task<RunningApp> StartAsync(
        Type[] functions, string hostJson = """{ "extensions": { "http": { "routePrefix": "" } } }""",
        Dictionary<string, string?>? settings = null, Action<FunctionsApplicationBuilder>? configure = null, string? hostId = null)
    {
        LogLines log = new();
        StringWriter output = new();
        Dictionary<string, string?> all = new(settings ?? []);
        all.TryAdd("AzureWebJobsDisableHomepage", "true");
        FunctionsApplicationBuilder builder = LocalFunctionsApplication.CreateBuilder(["--port", "0"], new()
        {
            Assemblies = [typeof(RunningApp).Assembly],
            FunctionClasses = functions.Contains,
            HostJson = hostJson,
            Settings = all,
            HostId = hostId ?? Unique.Name(),
            Output = output,
            StopGrace = TimeSpan.FromSeconds(20),
        });
        builder.ConfigureFunctionsWebApplication();
        builder.Logging.ClearProviders().AddProvider(log);
        configure?.Invoke(builder);
        IHost host = builder.Build();
        await host.StartAsync();
        return new(host, log, output);
    }

    public T Service<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}

/// <summary>What an app logged.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception?.Message}");

    public void Dispose()
    {
    }
}
