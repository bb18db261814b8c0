using System.Diagnostics;
using CustomerJourneys.Testing;
using CustomerJourneys.Testing.Documents;

namespace CustomerJourneys.EndToEnd.Tests.Documentation;

/// <summary>The <c>sh</c> blocks of a document as one script, run as a reader would: in order, in one shell, against an app.</summary>
internal sealed class DocumentScript : IDisposable
{
    private const string DocumentedAddress = "http://127.0.0.1:7071";
    private const string EndOfBlock = "@@ end of block @@";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly MarkdownDocument _document;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("customerjourneys-docs-");

    public DocumentScript(string path)
    {
        _document = MarkdownDocument.Read(path);
        // What the commands read is there, and what they write is not left in the repository.
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "samples"), Repository.PathOf("samples"));
    }

    /// <summary>Runs the blocks, and holds each <c>text output</c> block against what the block before it printed.</summary>
    /// <param name="address">The app.</param>
    /// <param name="variable">The name of a variable of the script.</param>
    /// <returns>The value of that variable in the end.</returns>
    public async Task<string> RunAsync(Uri address, string variable)
    {
        var script = string.Join('\n', _document.Blocks.Where(block => block.Info == "sh").Select(block => $"{block.Text}\nprintf '\\n{EndOfBlock}\\n'"));
        var file = Path.Combine(_folder.FullName, "script.sh");
        await File.WriteAllTextAsync(file, $"set -eu\n{script}\nprintf '%s' \"${variable}\"\n".Replace(DocumentedAddress, address.ToString().TrimEnd('/'), StringComparison.Ordinal));
        var outputs = (await PrintedByAsync(file)).Split(EndOfBlock);
        var block = 0;
        foreach (var (info, text, line) in _document.Blocks)
        {
            if (info == "sh")
                block++;
            else if (info == "text output")
                Assert.True(text.Trim() == outputs[block - 1].Trim(), $"{_document.Path}, line {line}: the commands print\n{outputs[block - 1].Trim()}");
        }

        return outputs[^1].Trim();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<string> PrintedByAsync(string file)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash", [file]) { WorkingDirectory = _folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = bash.StandardOutput.ReadToEndAsync();
        var errors = bash.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await bash.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            bash.Kill(entireProcessTree: true);
        }

        Assert.True(bash.HasExited && bash.ExitCode == 0, $"{_document.Path}: the commands failed or did not end.\n{await output}\n{await errors}");
        return await output;
    }
}
