using System.Globalization;
using CustomerJourneys.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CustomerJourneys.Functions.Http;

/// <summary>Versions as entity tags: version 3 is <c>"3"</c>. A recalculation does not change the tag, so it spoils nobody's edit.</summary>
internal static class EntityTags
{
    public static void Set(HttpRequest request, int version) =>
        request.HttpContext.Response.Headers.ETag = $"\"{version.ToString(CultureInfo.InvariantCulture)}\"";

    /// <summary>Reads <c>If-Match</c>: a test whether a version is among those that the caller means.</summary>
    /// <exception cref="ProblemException"><c>if_match_required</c>, <c>if_match_invalid</c>.</exception>
    public static Func<int, bool> IfMatch(HttpRequest request)
    {
        var header = request.Headers.IfMatch;
        if (header.Count == 0)
            throw new ProblemException(ProblemKind.PreconditionRequired, "if_match_required", "Send the ETag that you read as If-Match, so that nobody's change is lost.");
        if (!EntityTagHeaderValue.TryParseList([.. header.OfType<string>()], out var tags))
            throw ProblemException.Invalid("If-Match", "if_match_invalid", "If-Match must be an entity tag such as \"3\", or *.");
        return version => tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Tag.Equals($"\"{version.ToString(CultureInfo.InvariantCulture)}\"", StringComparison.Ordinal));
    }
}
