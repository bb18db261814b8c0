namespace CustomerJourneys.Testing.Documents;

/// <summary>A fenced block of a document.</summary>
/// <param name="Info">What follows the opening fence, such as <c>sh</c> or <c>json journey</c>.</param>
/// <param name="Text">The lines between the fences.</param>
/// <param name="Line">The number of the opening fence's line, for messages.</param>
public sealed record MarkdownBlock(string Info, string Text, int Line);

/// <summary>A Markdown document of the repository, as far as tests look at it.</summary>
public sealed class MarkdownDocument
{
    private const string Fence = "```";

    private MarkdownDocument(string path, IReadOnlyList<MarkdownBlock> blocks, string prose) => (Path, Blocks, Prose) = (path, blocks, prose);

    /// <summary>Every document: the README and what is in <c>docs</c>, as paths from the root.</summary>
    public static IReadOnlyList<string> All { get; } = ["README.md", .. Repository.Files("docs", ".md")];

    /// <summary>Its path from the root.</summary>
    public string Path { get; }

    /// <summary>Its fenced blocks in order.</summary>
    public IReadOnlyList<MarkdownBlock> Blocks { get; }

    /// <summary>All that is not in a fenced block.</summary>
    public string Prose { get; }

    /// <summary>Reads a document.</summary>
    /// <exception cref="FormatException">A fence is not closed.</exception>
    public static MarkdownDocument Read(string path)
    {
        var blocks = new List<MarkdownBlock>();
        var prose = new List<string>();
        List<string>? open = null;
        var (info, line, number) = ("", 0, 0);
        foreach (var text in File.ReadLines(Repository.PathOf(path)))
        {
            number++;
            var isFence = text.StartsWith(Fence, StringComparison.Ordinal);
            if (isFence && open is null)
                (open, info, line) = ([], text[Fence.Length..].Trim(), number);
            else if (isFence)
            {
                blocks.Add(new MarkdownBlock(info, string.Join('\n', open!), line));
                open = null;
            }
            else
                (open ?? prose).Add(text);
        }

        return open is null
            ? new MarkdownDocument(path, blocks, string.Join('\n', prose))
            : throw new FormatException($"{path}: the block that begins in line {line} does not end.");
    }
}
