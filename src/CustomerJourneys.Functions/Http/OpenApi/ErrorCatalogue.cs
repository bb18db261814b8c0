using System.Globalization;
using System.Text.RegularExpressions;

namespace CustomerJourneys.Functions.Http.OpenApi;

/// <summary>What <c>docs/errors.md</c> says about each code; the document is built into the app, so that there is one list.</summary>
internal sealed partial class ErrorCatalogue
{
    private readonly Dictionary<string, ErrorEntry> _entries;

    private ErrorCatalogue(IEnumerable<ErrorEntry> entries) => _entries = entries.ToDictionary(entry => entry.Code, StringComparer.Ordinal);

    /// <summary>The codes that a request may be answered with, in the order of the document.</summary>
    public IEnumerable<ErrorEntry> All => _entries.Values;

    /// <summary>Reads the document that is built in.</summary>
    public static ErrorCatalogue Load() => Parse(Resources.Text("errors.md"));

    /// <summary>Reads the tables of a document.</summary>
    public static ErrorCatalogue Parse(string markdown)
    {
        var section = "";
        var entries = new List<ErrorEntry>();
        foreach (var line in markdown.Split('\n'))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
                section = line[3..].Trim();
            // Codes without a status are those of the rows of an import.
            else if (Row().Match(line) is { Success: true } row)
                entries.Add(new ErrorEntry(row.Groups["code"].Value, section, int.Parse(row.Groups["status"].ValueSpan, CultureInfo.InvariantCulture), row.Groups["meaning"].Value));
        }

        return new ErrorCatalogue(entries);
    }

    /// <summary>What a code means.</summary>
    /// <exception cref="InvalidOperationException">It is not in the document, or has no status.</exception>
    public ErrorEntry Of(string code) => _entries.TryGetValue(code, out var entry)
        ? entry
        : throw new InvalidOperationException($"docs/errors.md has no code '{code}' with a status.");

    /// <summary>The codes of a section.</summary>
    /// <exception cref="InvalidOperationException">The document has no such section.</exception>
    public IReadOnlyList<ErrorEntry> InSection(string section) => _entries.Values.Where(entry => entry.Section == section).ToList() is { Count: > 0 } entries
        ? entries
        : throw new InvalidOperationException($"docs/errors.md has no section '{section}' with codes.");

    [GeneratedRegex(@"^\| `(?<code>[a-z0-9_]+)` \| (?<meaning>.*?) \| (?<status>[0-9]{3}) \|\s*$")]
    private static partial Regex Row();
}

/// <summary>One code.</summary>
/// <param name="Code">The code.</param>
/// <param name="Section">The heading that it stands under.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="Meaning">What it means, in Markdown.</param>
internal sealed record ErrorEntry(string Code, string Section, int Status, string Meaning);
