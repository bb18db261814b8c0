using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace LocalSdk.Runtime.Settings;

/// <summary>Looks up what bindings name.</summary>
internal static partial class SettingNames
{
    private const string DefaultConnection = "AzureWebJobsStorage";

    /// <summary>Replaces each <c>%NAME%</c> by the setting of that name.</summary>
    /// <exception cref="InvalidOperationException">There is no such setting.</exception>
    public static string Resolve(this IConfiguration settings, string text) => Reference().Replace(text, match =>
        settings[match.Groups[1].Value]
        ?? throw new InvalidOperationException($"'{match.Value}' names a setting that does not exist."));

    /// <summary>The connection string that a binding names; the app's own where it names none.</summary>
    /// <exception cref="InvalidOperationException">There is no such setting.</exception>
    public static string StorageConnection(this IConfiguration settings, string? name)
    {
        name = string.IsNullOrEmpty(name) ? DefaultConnection : name;
        return settings["AzureWebJobs" + name] ?? settings["ConnectionStrings:" + name] ?? settings[name]
            ?? throw new InvalidOperationException($"The setting '{name}' is missing: it holds the connection string of a storage account.");
    }

    /// <summary>Whether the app's own storage is the emulator on its well-known ports.</summary>
    public static bool UsesDevelopmentStorage(this IConfiguration settings) =>
        settings[DefaultConnection] is { } connection &&
        connection.Trim().TrimEnd(';').Equals("UseDevelopmentStorage=true", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Reference();
}
