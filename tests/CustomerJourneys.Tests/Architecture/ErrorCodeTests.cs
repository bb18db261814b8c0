using System.Text.RegularExpressions;
using CustomerJourneys.Testing;

namespace CustomerJourneys.Tests.Architecture;

/// <summary>Callers decide by error codes, so each is listed in <c>docs/errors.md</c>, and nothing is listed that no code gives.</summary>
public partial class ErrorCodeTests
{
    private static readonly string[] Projects = ["src/CustomerJourneys", "src/CustomerJourneys.Storage", "src/CustomerJourneys.Functions"];

    [Fact]
    public void ErrorsDocument_ListsExactly_TheCodesOfTheSources()
    {
        var used = Projects
            .SelectMany(project => Repository.Files(project, ".cs"))
            .Where(file => !file.EndsWith("/CommonProblems.cs", StringComparison.Ordinal))
            .SelectMany(file => CodeLiteral().Matches(WithoutComments(file)))
            .Select(match => match.Groups[1].Value)
            .ToHashSet();
        var listed = ListedCodes();
        Assert.NotEmpty(used);
        Assert.Equal([], used.Except(listed).Order());
        Assert.Equal([], listed.Except(used).Order());
        Assert.Equal(listed.Count, listed.Distinct().Count());
    }

    private static List<string> ListedCodes() =>
        [.. File.ReadLines(Repository.PathOf("docs/errors.md")).Select(line => TableRow().Match(line)).Where(row => row.Success).Select(row => row.Groups[1].Value)];

    // What describes codes gives none: comments, and the attributes that say which a function may answer with.
    private static string WithoutComments(string file) =>
        Describing().Replace(string.Join('\n', File.ReadLines(Repository.PathOf(file)).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))), "");

    [GeneratedRegex(@"\[Problems\([^\]]*\)\]")]
    private static partial Regex Describing();

    // No other text of the sources is written in snake_case; 'required' is the one code of a single word.
    [GeneratedRegex("\"([a-z]+(?:_[a-z0-9]+)+|required)\"")]
    private static partial Regex CodeLiteral();

    [GeneratedRegex(@"^\| `([a-z0-9_]+)` \|")]
    private static partial Regex TableRow();
}
