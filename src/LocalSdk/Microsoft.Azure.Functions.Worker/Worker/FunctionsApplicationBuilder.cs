using LocalSdk.Runtime;
using LocalSdk.Runtime.Hosting;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Builds a function app.</summary>
public class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    private readonly RuntimeBuilder _runtime;
    private readonly List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> _middleware = [];

    internal FunctionsApplicationBuilder(string[] args, LocalRuntimeOptions options) => _runtime = new(args, options);

    /// <summary>Values shared while building.</summary>
    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)_runtime.Web).Properties;

    /// <summary>The app's settings.</summary>
    public IConfigurationManager Configuration => _runtime.Web.Configuration;

    /// <summary>Where the app runs.</summary>
    public IHostEnvironment Environment => _runtime.Web.Environment;

    /// <summary>The app's logging.</summary>
    public ILoggingBuilder Logging => _runtime.Web.Logging;

    /// <summary>The app's metrics.</summary>
    public IMetricsBuilder Metrics => _runtime.Web.Metrics;

    /// <summary>The app's services.</summary>
    public IServiceCollection Services => _runtime.Web.Services;

    /// <summary>The app, ready to run.</summary>
    public IHost Build() => _runtime.Build(_middleware);

    /// <summary>Adds a middleware; the first added is the outermost.</summary>
    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        _middleware.Add(middleware);
        return this;
    }

    void IHostApplicationBuilder.ConfigureContainer<TContainerBuilder>(
        IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure) =>
        ((IHostApplicationBuilder)_runtime.Web).ConfigureContainer(factory, configure);
}
