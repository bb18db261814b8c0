using System.ComponentModel;
using System.Diagnostics;

namespace LocalSdk.Azurite;

/// <summary>Runs <c>node</c> or <c>npm</c> to its end.</summary>
internal static class NodeCommand
{
    /// <summary>What it printed on standard output.</summary>
    /// <exception cref="AzuriteException">It is missing, or its exit code is not 0.</exception>
    public static async Task<string> RunAsync(string command, string folder, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        ProcessStartInfo start = new(OperatingSystem.IsWindows() && command == "npm" ? "npm.cmd" : command)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Start(start, command);
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode == 0
            ? await output
            : throw new AzuriteException($"'{command} {string.Join(' ', start.ArgumentList)}' ended with {process.ExitCode}: {await errors}");
    }

    private static Process Start(ProcessStartInfo start, string command)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new AzuriteException(
                $"'{command}' was not found. The storage emulator Azurite needs Node.js 20 or newer: install it, or set AzureWebJobsStorage to a storage account.", error);
        }
    }
}
