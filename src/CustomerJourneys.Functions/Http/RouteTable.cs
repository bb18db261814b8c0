using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Azure.Functions.Worker;

namespace CustomerJourneys.Functions.Http;

/// <summary>
/// Which methods a path takes. The host answers an unmatched request with an empty 404, so a catch-all function answers instead, and asks
/// here whether the path or only the method is wrong.
/// </summary>
internal sealed class RouteTable
{
    private readonly IReadOnlyList<(TemplateMatcher Matcher, string[] Methods)> _routes = [.. typeof(RouteTable).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static))
        .SelectMany(method => method.GetParameters())
        .Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>())
        .Where(trigger => trigger?.Route is { } route && !route.Contains('*'))
        .Select(trigger => (new TemplateMatcher(TemplateParser.Parse(trigger!.Route!), []), (trigger.Methods ?? []).Select(method => method.ToUpperInvariant()).ToArray()))];

    /// <summary>The methods that a path takes; none when there is no such path.</summary>
    public IReadOnlyList<string> MethodsOf(PathString path) =>
        [.. _routes.Where(route => route.Matcher.TryMatch(path, [])).SelectMany(route => route.Methods).Distinct().Order()];
}
