using LocalSdk;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Starts the building of a function app.</summary>
public static class FunctionsApplication
{
    /// <summary>A builder with the defaults of a function app.</summary>
    public static FunctionsApplicationBuilder CreateBuilder(string[] args) => LocalFunctionsApplication.CreateBuilder(args, new());
}
