using System.Reflection;

namespace CustomerJourneys.Functions.Http.OpenApi;

/// <summary>Texts that are built into the app.</summary>
internal static class Resources
{
    /// <summary>The text of a file, by its name.</summary>
    public static string Text(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"'{name}' is not built into the app.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
