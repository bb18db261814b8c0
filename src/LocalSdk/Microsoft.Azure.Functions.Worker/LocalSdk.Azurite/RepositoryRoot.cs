using System.Reflection;

namespace LocalSdk.Azurite;

/// <summary>Finds the tree that holds Azurite's package and data.</summary>
public static class RepositoryRoot
{
    /// <summary>Where Azurite's <c>package.json</c> lies below the root.</summary>
    public static readonly string PackageFolder = Path.Combine("src", "LocalSdk", "azurite");

    /// <summary>The first folder upwards from the binaries that holds the package, else the tree that they were built in.</summary>
    /// <exception cref="AzuriteException">Neither exists.</exception>
    public static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (HoldsPackage(folder.FullName))
            {
                return folder.FullName;
            }
        }

        string? built = typeof(RepositoryRoot).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(item => item.Key == "LocalSdk.RepositoryRoot")?.Value;
        return built is not null && HoldsPackage(built)
            ? Path.TrimEndingDirectorySeparator(built)
            : throw new AzuriteException(
                $"The storage emulator's package ({PackageFolder}) is neither above the binaries nor where they were built. " +
                "Run from a checkout, or set AzureWebJobsStorage to a storage account.");
    }

    private static bool HoldsPackage(string folder) => File.Exists(Path.Combine(folder, PackageFolder, "package.json"));
}
