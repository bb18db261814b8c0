using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CustomerJourneys.Activities;
using CustomerJourneys.Journeys;
using CustomerJourneys.Json;
using CustomerJourneys.Recalculation.Evaluation.Walking;
using CustomerJourneys.Testing;
using CustomerJourneys.Testing.Documents;

namespace CustomerJourneys.Tests.Documentation;

/// <summary>What the documents show is read by the product, and what they point at exists. The tests that need a running app are in the end-to-end tests.</summary>
public partial class DocumentTests
{
    // Each is read or run by some test; another kind of block would be one that nobody checks.
    private static readonly string[] Kinds =
        ["sh", "sh host", "text output", "mermaid", "json", "json journey", "json activities", "json results", "json recalculation", "json import", "json contact", "json schedule", "json problem", "json condition-rule", "text simulation"];

    // Commands that start or build, which no test can run inside itself. The end-to-end tests start the same app and run the benchmarks, and .ci/run runs the same tests.
    private static readonly string[] HostCommands = ["dotnet run --project src/CustomerJourneys.Functions", "dotnet run --project src/CustomerJourneys.Functions -- --demo", "dotnet test", "bench/run --simulate"];

    public static TheoryData<string> Documents => [.. MarkdownDocument.All];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Blocks_AreOfKinds_ThatTestsKnow(string path) =>
        Assert.All(MarkdownDocument.Read(path).Blocks, block => Assert.Contains(block.Info, Kinds));

    [Theory]
    [MemberData(nameof(Documents))]
    public void HostCommands_AreTheKnownOnes(string path)
    {
        Assert.All(MarkdownDocument.Read(path).Blocks.Where(block => block.Info == "sh host"), block => Assert.Contains(block.Text, HostCommands));
        Assert.Contains("\nrun dotnet test ", File.ReadAllText(Repository.PathOf(".ci/run")));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void JsonBlocks_AreRead_ByTheProduct(string path)
    {
        foreach (var block in MarkdownDocument.Read(path).Blocks.Where(block => block.Info.StartsWith("json", StringComparison.Ordinal)))
        {
            var json = Encoding.UTF8.GetBytes(block.Text);
            switch (block.Info)
            {
                case "json journey":
                    ReadJourney(json);
                    break;
                case "json activities":
                    Assert.NotEmpty(ActivityBatch.ReadJson(json, index => $"id-{index}", DateTimeOffset.UnixEpoch.AddYears(60)).Frames.Decode());
                    break;
                default:
                    using (StrictJson.Parse(json))
                        break;
            }
        }
    }

    [Fact]
    public void SampleJourneys_AreRead_ByTheProduct()
    {
        var samples = Repository.Files("samples", ".json");
        Assert.NotEmpty(samples);
        Assert.All(samples, sample => ReadJourney(File.ReadAllBytes(Repository.PathOf(sample))));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_LeadToFiles_AndHeadings(string path)
    {
        foreach (var link in Link().Matches(MarkdownDocument.Read(path).Prose).ToList())
        {
            var (target, anchor) = (link.Groups[1].Value, link.Groups[2].Value);
            if (target.Contains("://", StringComparison.Ordinal))
                continue;
            var file = target.Length == 0 ? path : Path.GetRelativePath(Repository.Root, Path.Combine(Repository.PathOf(path), "..", target));
            Assert.True(Path.Exists(Repository.PathOf(file)), $"{path} points at {target}, which is not there.");
            if (anchor.Length > 0)
                Assert.Contains(anchor, Headings(file));
        }
    }

    [Fact]
    public void CodePaths_InComments_LeadToDocuments() => Assert.All(
        Repository.Files("src", ".cs").SelectMany(file => DocumentPath().Matches(File.ReadAllText(Repository.PathOf(file)))).Select(match => match.Value).Distinct(),
        document => Assert.True(File.Exists(Repository.PathOf(document)), $"A comment points at {document}, which is not there."));

    [Fact]
    public void SearchBudget_InTheSemantics_IsThatOfTheCode()
    {
        var semantics = File.ReadAllText(Repository.PathOf("docs/semantics.md"));
        Assert.All(
            (int[])[TieChoice.Budget, TieChoice.MaxChoices, TieChoice.MaxCounts, TieChoice.MaxDepth, ChainSearch.Budget, StageWays.MaxWays],
            limit => Assert.Contains($" {limit.ToString("N0", CultureInfo.InvariantCulture)} ", semantics));
    }

    private static void ReadJourney(byte[] json) => Assert.NotEmpty(JourneyJson.Read(json, IdSource.FromClock(TimeProvider.System), scheduledByDefault: false, knownStageIds: []).Stages);

    // As GitHub makes anchors of headings.
    private static IEnumerable<string> Headings(string path) => MarkdownDocument.Read(path).Prose.Split('\n')
        .Where(line => line.StartsWith('#'))
        .Select(line => NotInAnchors().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\(([^)#\s]*)#?([^)\s]*)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"docs/[a-z0-9/-]+\.md")]
    private static partial Regex DocumentPath();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();
}
