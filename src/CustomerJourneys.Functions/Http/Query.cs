using System.Globalization;
using CustomerJourneys.Problems;
using Microsoft.AspNetCore.Http;

namespace CustomerJourneys.Functions.Http;

/// <summary>Reads query parameters.</summary>
internal static class Query
{
    /// <summary>A text; <see langword="null"/> when it is absent or empty.</summary>
    public static string? Text(HttpRequest request, string name) => request.Query[name].FirstOrDefault() is { Length: > 0 } text ? text : null;

    /// <summary>A whole number; <see langword="null"/> when it is absent.</summary>
    /// <exception cref="ProblemException"><c>number_expected</c>.</exception>
    public static int? Number(HttpRequest request, string name) => Text(request, name) is not { } text
        ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw ProblemException.Invalid(name, "number_expected", $"'{name}' must be a whole number.");
}
