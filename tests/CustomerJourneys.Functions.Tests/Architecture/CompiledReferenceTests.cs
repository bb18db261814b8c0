using System.Reflection;
using CustomerJourneys.Journeys;
using CustomerJourneys.Storage.Clients;

namespace CustomerJourneys.Functions.Tests.Architecture;

/// <summary>What the compiled assemblies reference, by whichever way it came into their projects.</summary>
public class CompiledReferenceTests
{
    private static readonly string[] NotInCore = ["Azure", "Microsoft.Azure", "Microsoft.DurableTask", "Microsoft.AspNetCore", "Microsoft.Extensions", "CustomerJourneys."];
    private static readonly string[] NotInStorage = ["Microsoft.Azure", "Microsoft.DurableTask", "Microsoft.AspNetCore", "CustomerJourneys.Functions"];

    [Fact]
    public void Core_References_NothingOfAzureFunctionsOrAspNet() => Assert.Empty(Forbidden(typeof(Journey).Assembly, NotInCore));

    [Fact]
    public void Storage_References_NothingOfFunctionsOrAspNet() => Assert.Empty(Forbidden(typeof(StorageClients).Assembly, NotInStorage));

    private static IEnumerable<string> Forbidden(Assembly assembly, string[] prefixes) => assembly.GetReferencedAssemblies()
        .Select(reference => reference.Name!)
        .Where(name => prefixes.Any(prefix => name == prefix || name.StartsWith(prefix.TrimEnd('.') + ".", StringComparison.Ordinal)));
}
