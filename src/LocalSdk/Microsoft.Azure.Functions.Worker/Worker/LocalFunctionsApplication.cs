using LocalSdk.Runtime;
using Microsoft.Azure.Functions.Worker.Builder;

namespace LocalSdk;

/// <summary>The one entry that the real package lacks: a function app with the runtime set up otherwise, for tests.</summary>
public static class LocalFunctionsApplication
{
    /// <summary>As <see cref="FunctionsApplication.CreateBuilder"/>, with options.</summary>
    public static FunctionsApplicationBuilder CreateBuilder(string[] args, LocalRuntimeOptions options) => new(args, options);
}
