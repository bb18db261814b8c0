using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace LocalSdk.Runtime.Functions;

/// <summary>Finds the functions of an app.</summary>
internal static class FunctionFinder
{
    private static readonly string Marker = typeof(FunctionAttribute).Assembly.GetName().Name!;

    /// <summary>All functions, by name.</summary>
    /// <exception cref="InvalidOperationException">Two have one name, or one has no trigger or several.</exception>
    public static IReadOnlyList<FunctionDescriptor> Find(LocalRuntimeOptions options)
    {
        FunctionDescriptor[] found = [.. (options.Assemblies.Count > 0 ? options.Assemblies : DefaultAssemblies())
            .SelectMany(assembly => assembly.GetTypes())
            .Where(options.FunctionClasses)
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => method.IsDefined(typeof(FunctionAttribute)))
            .Select(Describe)
            .OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase)];
        FunctionDescriptor[]? twice = found.GroupBy(function => function.Name, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(group => group.Count() > 1)?.ToArray();
        return twice is null
            ? found
            : throw new InvalidOperationException($"{twice[0].EntryPoint} and {twice[1].EntryPoint} are both the function '{twice[0].Name}'.");
    }

    private static FunctionDescriptor Describe(MethodInfo method)
    {
        string name = method.GetCustomAttribute<FunctionAttribute>()!.Name;
        (ParameterInfo Parameter, TriggerBindingAttribute? Trigger)[] triggers = [.. method.GetParameters()
            .Select(parameter => (parameter, parameter.GetCustomAttribute<TriggerBindingAttribute>()))
            .Where(pair => pair.Item2 is not null)];
        return triggers.Length == 1
            ? new(name, method, triggers[0].Parameter, triggers[0].Trigger!)
            : throw new InvalidOperationException($"The function '{name}' has {triggers.Length} triggers; it needs exactly one.");
    }

    private static IReadOnlyList<Assembly> DefaultAssemblies()
    {
        Assembly entry = Assembly.GetEntryAssembly() ?? throw new InvalidOperationException("There is no entry assembly to look for functions in.");
        return [entry, .. entry.GetReferencedAssemblies().Select(Load).OfType<Assembly>().Where(CarriesFunctions)];
    }

    private static bool CarriesFunctions(Assembly assembly) =>
        !assembly.GetName().Name!.StartsWith("Microsoft.", StringComparison.Ordinal) &&
        !assembly.GetName().Name!.StartsWith("LocalSdk.", StringComparison.Ordinal) &&
        assembly.GetReferencedAssemblies().Any(name => name.Name == Marker);

    private static Assembly? Load(AssemblyName name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (FileNotFoundException)
        {
            return null; // Needed to compile only.
        }
    }
}
