using CustomerJourneys.Json;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Recalculation;

/// <summary>Reads which journeys a request wants recalculated.</summary>
public static class RecalculationJson
{
    /// <summary>The longest id, in characters.</summary>
    public const int MaxId = 128;

    /// <summary>Reads a request: <c>{"journeys":["…"]}</c>.</summary>
    /// <param name="json">UTF-8 JSON; may be empty.</param>
    /// <returns>The journeys; empty for all, which is what a request without any means.</returns>
    /// <exception cref="ProblemException">Every error with its path; see <c>docs/errors.md</c>.</exception>
    public static IReadOnlyList<string> Read(ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty)
            return [];
        using var document = StrictJson.Parse(json);
        var errors = new List<FieldError>();
        if (JsonMembers.Of(document.RootElement, "", errors) is not { } members)
            throw ProblemException.Invalid(errors);
        var journeys = members.Texts("journeys", MaxId);
        members.RejectUnknown();
        return errors.Count == 0 ? journeys : throw ProblemException.Invalid(errors);
    }
}
