using System.Text.Json;
using System.Text.Unicode;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Json;

/// <summary>Reads JSON strictly: no comments, no trailing commas, no member twice, bounded depth.</summary>
public static class StrictJson
{
    /// <summary>The deepest nesting that is read.</summary>
    public const int MaxDepth = 16;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>Parses a whole document.</summary>
    /// <param name="utf8">The document as UTF-8.</param>
    /// <exception cref="ProblemException"><c>malformed_json</c>, with the line and the byte where it stops being JSON.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> utf8)
    {
        if (!Utf8.IsValid(utf8.Span))
            throw ProblemException.Invalid("", "malformed_json", "This is not valid JSON: it is not UTF-8.");
        try
        {
            return JsonDocument.Parse(utf8, Options);
        }
        catch (JsonException e)
        {
            throw Malformed(e);
        }
        catch (InvalidOperationException)
        {
            // The name of a member escapes half a surrogate pair: the parser meets it when it looks for names that occur twice.
            throw ProblemException.Invalid("", "malformed_json", "This is not valid JSON: the name of a member is not Unicode text.");
        }
    }

    /// <summary>The problem for text that is no JSON.</summary>
    /// <param name="e">What the parser says; its position is used, its text is not, since it may quote personal data.</param>
    /// <param name="path">Where in the request.</param>
    public static ProblemException Malformed(JsonException e, string path = "") =>
        ProblemException.Invalid(path, "malformed_json", e.LineNumber is { } line
            ? $"This is not valid JSON: see line {line + 1}, byte {e.BytePositionInLine + 1}."
            : "This is not valid JSON.");
}
