using System.Globalization;
using System.Net;
using System.Reflection;
using LocalSdk.Runtime.Durable;
using LocalSdk.Runtime.Functions;
using LocalSdk.Runtime.Http;
using LocalSdk.Runtime.Queues;
using LocalSdk.Runtime.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LocalSdk.Runtime.Hosting;

/// <summary>Puts the runtime together: what the worker, the host and the Core Tools are on Azure.</summary>
internal sealed class RuntimeBuilder
{
    private const int DefaultPort = 7071;

    private readonly LocalRuntimeOptions _options;
    private readonly HostFile _host;
    private readonly int _port;

    public RuntimeBuilder(string[] args, LocalRuntimeOptions options)
    {
        _options = options;
        _port = PortOf(args);
        string here = Directory.GetCurrentDirectory();
        _host = HostFile.Load(options.HostJson, AppContext.BaseDirectory, here);
        Web = WebApplication.CreateEmptyBuilder(new()
        {
            Args = args,
            ApplicationName = Assembly.GetEntryAssembly()?.GetName().Name,
            ContentRootPath = here,
            EnvironmentName = Environment.GetEnvironmentVariable("AZURE_FUNCTIONS_ENVIRONMENT")
                ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? Environments.Development,
        });
        AddConfiguration(Web.Configuration, args, here);
        Web.Logging.AddConfiguration(Web.Configuration.GetSection("Logging"));
        Web.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
        });
        Web.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, _port));
        Web.Services.AddRouting();
        Web.Services.AddMvcCore();
    }

    /// <summary>Holds the app's services and configuration.</summary>
    public WebApplicationBuilder Web { get; }

    /// <summary>The host of the app, ready to run.</summary>
    /// <param name="middleware">The worker's middleware, the outermost first.</param>
    public IHost Build(IReadOnlyList<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware)
    {
        IReadOnlyList<FunctionDescriptor> functions = FunctionFinder.Find(_options);
        IConfiguration settings = Web.Configuration;
        IServiceCollection services = Web.Services;
        services.AddSingleton(_host);
        services.AddSingleton(functions);
        services.AddSingleton<QueueClients>();
        services.AddSingleton<QueueOutputs>();
        services.AddSingleton<FunctionKeys>();
        services.AddSingleton(provider => new FunctionInvoker(
            provider.GetRequiredService<IServiceScopeFactory>(), provider.GetRequiredService<QueueOutputs>(), functions, middleware));
        services.AddSingleton(provider => new HttpInvocation(
            provider.GetRequiredService<FunctionInvoker>(), provider.GetRequiredService<FunctionKeys>(), LoggerOf(provider)));
        services.AddSingleton(provider => new DurableHost(
            settings, _host, functions, provider.GetRequiredService<FunctionInvoker>(), provider.GetRequiredService<ILoggerFactory>(), TimeOf(provider)));
        services.AddSingleton<IHostedService>(provider => new TriggerService(
            new TriggerListeners(
                settings, _host, provider.GetRequiredService<FunctionInvoker>(), provider.GetRequiredService<QueueClients>(), HostId(), TimeOf(provider), LoggerOf(provider))
                .For(functions),
            provider.GetRequiredService<DurableHost>(),
            _options.StopGrace,
            LoggerOf(provider)));

        WebApplication app = Web.Build();
        bool homepage = !string.Equals(settings["AzureWebJobsDisableHomepage"], "true", StringComparison.OrdinalIgnoreCase);
        HttpRoutes.Map(app, functions, app.Services.GetRequiredService<HttpInvocation>(), _host, homepage);
        return new LocalFunctionsHost(app, functions, _host, settings, _options.Output);
    }

    /// <summary>The port after <c>--port</c>, or after <c>--port=</c>.</summary>
    /// <exception cref="ArgumentException">It is no port.</exception>
    internal static int PortOf(string[] args)
    {
        int at = Array.FindIndex(args, argument => argument == "--port" || argument.StartsWith("--port=", StringComparison.Ordinal));
        if (at < 0)
        {
            return DefaultPort;
        }

        string? text = args[at].Contains('=', StringComparison.Ordinal) ? args[at]["--port=".Length..] : args.ElementAtOrDefault(at + 1);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= ushort.MaxValue
            ? port
            : throw new ArgumentException($"--port needs a number from 0 (any free port) to 65535, not '{text}'.");
    }

    // What comes later wins: the runtime's own defaults, host.json's log levels, the settings file, the environment, the command line.
    private void AddConfiguration(ConfigurationManager configuration, string[] args, string here)
    {
        configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
            ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
        });
        configuration.AddInMemoryCollection(_host.LogLevels.Select(level => KeyValuePair.Create($"Logging:LogLevel:{level.Key}", level.Value)));
        string? file = _options.Settings is null ? LocalSettings.Find(here, AppContext.BaseDirectory) : null;
        configuration.AddInMemoryCollection(_options.Settings is { } given
            ? LocalSettings.ToConfiguration(given)
            : file is null ? [] : LocalSettings.Read(file));
        configuration.AddEnvironmentVariables();
        configuration.AddCommandLine(args);
    }

    private string HostId() => (_options.HostId ?? Assembly.GetEntryAssembly()?.GetName().Name ?? "local").ToLowerInvariant();

    private static ILogger LoggerOf(IServiceProvider provider) => provider.GetRequiredService<ILoggerFactory>().CreateLogger("LocalSdk.Runtime");

    private static TimeProvider TimeOf(IServiceProvider provider) => provider.GetService<TimeProvider>() ?? TimeProvider.System;
}
