using System.IO.Enumeration;
using CustomerJourneys.Testing;

namespace CustomerJourneys.Tests.Architecture;

/// <summary>A reader finds a feature under the same name in every project, and nothing lies about at the top.</summary>
public class LayoutTests
{
    private const int MaxLines = 400;

    private static readonly string[] TopLevel =
    [
        "src", "tests", "infra", "docs", "bench", "samples",
        "CustomerJourneys.sln", "host.json", "local.settings.sample.json", "azure.yaml", "README.md", "LICENSE",
        "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "BannedSymbols.txt", "global.json",
    ];

    private static readonly string[] Features =
        ["Journeys", "Activities", "Contacts", "Recalculation", "Results", "Insights", "Scheduling", "JourneyMaps", "Imports"];

    [Fact]
    public void TopLevel_Holds_OnlyWhatIsAgreed()
    {
        var ignored = File.ReadAllLines(Repository.PathOf(".gitignore")).Select(line => line.Trim().TrimEnd('/')).Where(line => line.Length > 0).ToList();
        var others = Directory.EnumerateFileSystemEntries(Repository.Root)
            .Select(entry => Path.GetFileName(entry))
            .Where(name => !name.StartsWith('.') && !TopLevel.Contains(name) && !ignored.Exists(pattern => FileSystemName.MatchesSimpleExpression(pattern, name)));
        Assert.Empty(others);
    }

    [Theory]
    [InlineData("src/CustomerJourneys", "Json", "Problems", "Samples")]
    [InlineData("src/CustomerJourneys.Storage", "Clients", "Rows")]
    [InlineData("src/CustomerJourneys.Functions", "Http", "Samples")]
    [InlineData("tests/CustomerJourneys.Tests", "Architecture", "Documentation", "Json", "Problems", "Samples", "Testing")]
    [InlineData("tests/CustomerJourneys.Storage.Tests", "Clients", "Rows")]
    [InlineData("tests/CustomerJourneys.Functions.Tests", "Architecture", "Http", "Samples")]
    public void Folders_AreFeatures_UnderTheSameNamesEverywhere(string project, params string[] shared)
    {
        var folders = Repository.Files(project, ".cs").Select(file => file[(project.Length + 1)..]).Where(file => file.Contains('/')).Select(file => file.Split('/')[0]).Distinct();
        Assert.Empty(folders.Except(Features).Except(shared));
    }

    [Fact]
    public void SourceFiles_AreShortEnoughToRead()
    {
        string[] files = [.. Repository.Files("src", ".cs", ".ts", ".tsx", ".mjs", ".cjs"), .. Repository.Files("tests", ".cs", ".ts", ".tsx"), .. Repository.Files("bench", ".cs")];
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.True(File.ReadLines(Repository.PathOf(file)).Count() <= MaxLines, $"{file} has more than {MaxLines} lines."));
    }

    [Fact]
    public void Sources_CompileTheSame_InBothFlavours()
    {
        var conditional = "#" + "if";
        Assert.DoesNotContain(
            Repository.Files("src", ".cs").Concat(Repository.Files("tests", ".cs")),
            file => File.ReadLines(Repository.PathOf(file)).Any(line => line.TrimStart().StartsWith(conditional, StringComparison.Ordinal)));
    }
}
