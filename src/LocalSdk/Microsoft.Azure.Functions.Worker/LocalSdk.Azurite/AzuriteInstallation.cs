namespace LocalSdk.Azurite;

/// <summary>Installs the pinned Azurite on first use.</summary>
internal static class AzuriteInstallation
{
    private static readonly TimeSpan LockTimeout = TimeSpan.FromMinutes(9);

    /// <summary>Runs <c>npm ci</c> unless <c>node_modules</c> is there and no older than the lock file. One process at a time.</summary>
    public static async Task EnsureAsync(string package, CancellationToken cancellation)
    {
        if (IsCurrent(package))
        {
            return;
        }

        string data = Path.GetFullPath(Path.Combine(package, "..", "..", "..", ".azurite"));
        Directory.CreateDirectory(data);
        using FileStream turn = await LockAsync(Path.Combine(data, "install.lock"), cancellation);
        if (!IsCurrent(package))
        {
            Console.WriteLine("Installing Azurite (once)…");
            await NodeCommand.RunAsync("npm", package, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cancellation);
        }
    }

    // npm writes this file last, so that an interrupted installation is not taken for a whole one.
    private static bool IsCurrent(string package)
    {
        FileInfo installed = new(Path.Combine(package, "node_modules", ".package-lock.json"));
        return installed.Exists && installed.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(package, "package-lock.json"));
    }

    private static async Task<FileStream> LockAsync(string file, CancellationToken cancellation)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return new(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException error)
            {
                if (TimeProvider.System.GetElapsedTime(start) > LockTimeout)
                {
                    throw new AzuriteException($"Another process has been installing Azurite for {LockTimeout.TotalMinutes} minutes (it holds {file}).", error);
                }

                await Task.Delay(200, cancellation);
            }
        }
    }
}
