namespace CustomerJourneys.Testing;

/// <summary>The folder <c>shared</c>, which may lie beside the repository: cases and public logs, never copied, only read.</summary>
public static class SharedFolder
{
    /// <summary>The full path of something in it, in the nearest such folder above the tests' binaries, whatever the repository is called.</summary>
    /// <param name="relative">Its path inside the folder.</param>
    /// <returns>The path, or <see langword="null"/> where it is not there.</returns>
    public static string? Find(params string[] relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine([folder.FullName, "shared", .. relative]);
            if (Path.Exists(path))
                return path;
        }

        return null;
    }
}
