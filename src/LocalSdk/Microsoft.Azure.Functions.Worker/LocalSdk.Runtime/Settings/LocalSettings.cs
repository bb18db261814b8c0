using System.Text.Json;

namespace LocalSdk.Runtime.Settings;

/// <summary>The settings that stand in for environment variables on a developer's machine.</summary>
public static class LocalSettings
{
    private static readonly string[] FileNames = ["local.settings.json", "local.settings.sample.json"];

    /// <summary>
    /// Finds <c>local.settings.json</c> in the given folders or above them, up to the root of the repository; where there is none,
    /// <c>local.settings.sample.json</c> in the same way.
    /// </summary>
    public static string? Find(params string[] folders)
    {
        string[] places = [.. folders.SelectMany(Upwards).Distinct()];
        return FileNames
            .SelectMany(name => places.Select(place => Path.Combine(place, name)))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>The <c>Values</c> of a settings file, named as configuration names them (<c>A__B</c> is <c>A:B</c>).</summary>
    /// <exception cref="InvalidOperationException">The file is not as <c>func</c> wants it; the message names it.</exception>
    public static IReadOnlyDictionary<string, string?> Read(string file)
    {
        try
        {
            using JsonDocument content = JsonDocument.Parse(
                File.ReadAllText(file), new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return content.RootElement.TryGetProperty("Values", out JsonElement values)
                ? ToConfiguration(values.EnumerateObject().Select(value => KeyValuePair.Create(value.Name, Text(value))))
                : new Dictionary<string, string?>();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new InvalidOperationException($"{file} cannot be read: {error.Message}", error);
        }
    }

    /// <summary>Environment variable names as configuration names them.</summary>
    public static IReadOnlyDictionary<string, string?> ToConfiguration(IEnumerable<KeyValuePair<string, string?>> variables) =>
        variables.ToDictionary(
            variable => variable.Key.Replace("__", ":", StringComparison.Ordinal), variable => variable.Value, StringComparer.OrdinalIgnoreCase);

    private static string? Text(JsonProperty value) => value.Value.ValueKind == JsonValueKind.String
        ? value.Value.GetString()
        : throw new InvalidOperationException($"the value of '{value.Name}' must be a text in quotation marks.");

    private static IEnumerable<string> Upwards(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            yield return folder.FullName;
            if (Path.Exists(Path.Combine(folder.FullName, ".git")) || folder.EnumerateFiles("*.sln").Any())
            {
                yield break;
            }
        }
    }
}
