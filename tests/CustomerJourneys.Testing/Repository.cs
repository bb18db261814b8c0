namespace CustomerJourneys.Testing;

/// <summary>The files of this repository as they are checked out, for tests of its structure and of its documents.</summary>
public static class Repository
{
    private static readonly string[] Generated = ["bin", "obj", "node_modules", "dist", "TestResults"];

    /// <summary>The folder with the solution, found upwards from the test's own folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The full path of something in the repository.</summary>
    public static string PathOf(string relative) => Path.Combine(Root, relative);

    /// <summary>The files below a folder with one of these extensions, relative to the root with <c>/</c>; without what builds leave behind.</summary>
    public static IReadOnlyList<string> Files(string folder, params string[] extensions)
    {
        var path = PathOf(folder);
        return !Directory.Exists(path)
            ? []
            : [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
                .Where(file => extensions.Contains(Path.GetExtension(file)))
                .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
                .Where(file => !file.Split('/').Any(part => Generated.Contains(part)))
                .Order(StringComparer.Ordinal)];
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CustomerJourneys.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
