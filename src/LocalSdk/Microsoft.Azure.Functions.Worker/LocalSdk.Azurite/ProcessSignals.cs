using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace LocalSdk.Azurite;

/// <summary>Ends processes politely: .NET itself can only kill.</summary>
internal static partial class ProcessSignals
{
    private const int SigTerm = 15;

    /// <summary>Whether a process lives; one that has ended but was not reaped does not.</summary>
    public static bool IsRunning(int processId)
    {
        try
        {
            using Process process = Process.GetProcessById(processId);
            return !process.HasExited && !IsZombie(processId);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>When a process started, or <see langword="null"/> if it lives no more. Tells a reused id from the process it once was.</summary>
    public static DateTime? StartTime(int processId)
    {
        try
        {
            using Process process = Process.GetProcessById(processId);
            return IsZombie(processId) ? null : process.StartTime.ToUniversalTime();
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Asks a process to end and waits for it. It is never killed: Azurite would lose what it has not written.</summary>
    public static async Task TerminateAsync(int processId, TimeSpan timeout)
    {
        if (!IsRunning(processId))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            using Process process = Process.GetProcessById(processId);
            process.Kill(); // Windows has no SIGTERM for a process without a window.
        }
        else if (Kill(processId, SigTerm) != 0)
        {
            return;
        }

        long start = TimeProvider.System.GetTimestamp();
        while (IsRunning(processId) && TimeProvider.System.GetElapsedTime(start) < timeout)
        {
            await Task.Delay(50);
        }
    }

    private static bool IsZombie(int processId)
    {
        string file = string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat");
        try
        {
            // "pid (name) state …": the name may itself hold brackets.
            string text = File.Exists(file) ? File.ReadAllText(file) : "";
            int end = text.LastIndexOf(')');
            return end >= 0 && text.AsSpan(end + 1).TrimStart().StartsWith("Z", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true; // It ended between the two calls.
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
