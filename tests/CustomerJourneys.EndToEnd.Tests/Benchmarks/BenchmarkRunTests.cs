using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using CustomerJourneys.Testing;
using CustomerJourneys.Testing.Documents;

namespace CustomerJourneys.EndToEnd.Tests.Benchmarks;

/// <summary>
/// The command of the benchmarks works, over a log so small that its figures say nothing: every rival counts as we do, every figure is printed once, and what
/// goes wrong is not passed off as a figure.
/// </summary>
public sealed partial class BenchmarkRunTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    private static readonly string[] Figures =
    [
        "evaluator_vs_duckdb", "lists_vs_duckdb", "groups_vs_duckdb", "recalculation_vs_parquet", "unchanged_factor", "one_percent_fraction", "one_percent_with_fold_fraction",
        "ten_journeys_factor", "bytes_per_activity", "import_per_second", "batch_per_second", "peak_memory_mib", "evaluation_memory_mib",
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("customerjourneys-bench-test-");

    [Fact]
    public async Task Run_EndsWith_EachFigureOnce()
    {
        var results = Path.Combine(_folder.FullName, "results.md");
        var (exitCode, output) = await RunAsync("--activities", "50000", "--results", results);

        Assert.True(exitCode == 0, output);
        var lines = output.TrimEnd().Split('\n');
        var last = lines[^Figures.Length..].Select(line => FigureLine().Match(line)).ToList();
        Assert.Equal(Figures.Order(), last.Select(match => match.Groups[1].Value).Order());
        Assert.All(last, match => Assert.True(double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) > 0));
        Assert.Equal(Figures.Length, lines.Count(line => FigureLine().IsMatch(line)));

        var written = await File.ReadAllTextAsync(results);
        Assert.DoesNotContain(Repository.Root, written);
        Assert.StartsWith("<svg", await File.ReadAllTextAsync(Path.ChangeExtension(results, ".svg")));
        Assert.True(File.Exists(Path.ChangeExtension(results, ".costs.json")));
    }

    [Theory]
    [InlineData("--only", "nothing")]
    [InlineData("--activities", "many")]
    [InlineData("--unknown", "1")]
    public async Task Run_ThatIsAskedForWhatItDoesNotKnow_Fails_WithoutAFigure(params string[] arguments)
    {
        var (exitCode, output) = await RunAsync(arguments);

        Assert.Equal(1, exitCode);
        Assert.DoesNotContain(output.Split('\n'), line => FigureLine().IsMatch(line));
    }

    [Fact]
    public async Task Simulation_Prints_WhatTheDocumentShows()
    {
        var (exitCode, output) = await RunAsync("--simulate");

        Assert.True(exitCode == 0, output);
        var shown = MarkdownDocument.Read("docs/scaling.md").Blocks.Single(block => block.Info == "text simulation").Text;
        Assert.Equal(shown.TrimEnd(), output.TrimEnd());
    }

    [Fact]
    public async Task Simulation_LiesBetween_TheModel_AndTwiceTheModel()
    {
        var rows = (await RunAsync("--simulate")).Output.Split('\n').Select(line => ScaleRow().Match(line)).Where(match => match.Success).ToList();

        Assert.True(rows.Count >= 4);
        Assert.All(rows, row =>
        {
            var model = double.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture);
            Assert.InRange(double.Parse(row.Groups[2].Value, CultureInfo.InvariantCulture), model, 2 * model);
        });
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", [Repository.PathOf("bench/run"), "--no-build", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // What was built together with these tests: …/bin/CONFIGURATION/FRAMEWORK.
        start.Environment["CONFIGURATION"] = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        if (Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } dotnet)
            start.Environment["DOTNET"] = dotnet;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        return process.HasExited
            ? (process.ExitCode, $"{await output}{await errors}")
            : throw new TimeoutException($"bench/run did not end within {Patience}.");
    }

    [GeneratedRegex("^([a-z_]+): ([0-9.]+)$")]
    private static partial Regex FigureLine();

    [GeneratedRegex(@"^ *[0-9,]+ M +[0-9,]+ +[0-9]+ +[0-9]+ +([0-9.]+) +([0-9.]+) ")]
    private static partial Regex ScaleRow();
}
