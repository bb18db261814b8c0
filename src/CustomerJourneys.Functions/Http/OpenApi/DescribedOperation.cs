using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;

namespace CustomerJourneys.Functions.Http.OpenApi;

/// <summary>One method of one route, and what the attributes of its function say about it.</summary>
/// <param name="Function">The method of the function.</param>
/// <param name="Id">The name of the function, in camelCase.</param>
/// <param name="Verb">The HTTP method, in small letters.</param>
/// <param name="Path">The path with its parameters in braces.</param>
/// <param name="Description">What it does.</param>
internal sealed partial record DescribedOperation(MethodInfo Function, string Id, string Verb, string Path, OperationAttribute Description)
{
    /// <summary>The feature that it belongs to: the folder below the project that its function is in.</summary>
    public string Feature => Function.DeclaringType!.Namespace!.Split('.')[2];

    /// <summary>The names of the parameters in its path.</summary>
    public IReadOnlyList<string> PathParameters => [.. PathParameter().Matches(Path).Select(match => match.Groups[1].Value)];

    public IReadOnlyList<QueryParameterAttribute> Query => All<QueryParameterAttribute>();

    public IReadOnlyList<RequestHeaderAttribute> RequestHeaders => All<RequestHeaderAttribute>();

    public IReadOnlyList<TakesBodyAttribute> Bodies => All<TakesBodyAttribute>();

    public IReadOnlyList<AnswersAttribute> Answers => All<AnswersAttribute>();

    /// <summary>The problems that it may answer with, in the order of the catalogue.</summary>
    public IReadOnlyList<ErrorEntry> Problems(ErrorCatalogue errors)
    {
        var codes = CommonProblems.Of(this)
            .Concat(All<ProblemsAttribute>().SelectMany(problems => problems.Codes)).Select(errors.Of)
            .Concat(All<ProblemsOfAttribute>().SelectMany(problems => errors.InSection(problems.Section)))
            .ToHashSet();
        return [.. errors.All.Where(codes.Contains)];
    }

    /// <summary>The functions of an assembly that have an HTTP trigger.</summary>
    public static IEnumerable<MethodInfo> Functions(Assembly assembly) => assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static))
        .Where(method => TriggerOf(method) is not null);

    /// <summary>The operations of the functions that are described.</summary>
    public static IReadOnlyList<DescribedOperation> FindAll(Assembly assembly) =>
        [.. Functions(assembly).SelectMany(Of).OrderBy(operation => operation.Path, StringComparer.Ordinal)];

    private static IEnumerable<DescribedOperation> Of(MethodInfo function)
    {
        if (function.GetCustomAttribute<OperationAttribute>() is not { } description)
            return [];
        var trigger = TriggerOf(function)!;
        var name = (string)function.CustomAttributes.First(data => data.AttributeType == typeof(FunctionAttribute)).ConstructorArguments[0].Value!;
        // A route constraint such as {n:int} is the host's: here only the name counts.
        var path = "/" + Constraint().Replace(trigger.Route!, "}");
        return (trigger.Methods ?? []).Select(verb => new DescribedOperation(
            function, char.ToLowerInvariant(name[0]) + name[1..] + (trigger.Methods!.Length > 1 ? "-" + verb : ""), verb.ToLowerInvariant(), path, description));
    }

    private static HttpTriggerAttribute? TriggerOf(MethodInfo method) =>
        method.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(trigger => trigger is not null);

    private IReadOnlyList<T> All<T>()
        where T : Attribute => [.. Function.GetCustomAttributes<T>()];

    [GeneratedRegex(@"\{([A-Za-z0-9]+)\}")]
    private static partial Regex PathParameter();

    [GeneratedRegex(@"[:?=][^}]*\}")]
    private static partial Regex Constraint();
}
