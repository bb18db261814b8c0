using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace CustomerJourneys.EndToEnd.Tests.Running;

/// <summary>The app as its users meet it: the process that <c>dotnet run</c> starts, over a storage account of its own, on a free port.</summary>
public sealed class RunningApp : IAsyncDisposable
{
    private const string Project = "CustomerJourneys.Functions";
    private const string ReadyLine = "Ready on ";
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(60);

    private readonly string _storage;
    private readonly int _partitions;
    private readonly bool _reuse;
    private readonly ConcurrentQueue<string> _output = new();
    private Process? _process;
    private ApiClient? _api;

    private RunningApp(string storage, int partitions, bool reuse) => (_storage, _partitions, _reuse) = (storage, partitions, reuse);

    /// <summary>Talks to the process that runs now.</summary>
    public ApiClient Api => _api ?? throw new InvalidOperationException("The app does not run.");

    /// <summary>All that it printed so far, over all restarts.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Starts it and waits until it says that it is ready.</summary>
    /// <param name="storage">The connection string of its storage account.</param>
    /// <param name="partitions">How many partitions a new store gets.</param>
    /// <param name="reuse">Whether runs build upon earlier results. Without it a run over much data lasts long enough to be met, though nothing is new.</param>
    public static async Task<RunningApp> StartAsync(string storage, int partitions = 16, bool reuse = true)
    {
        var app = new RunningApp(storage, partitions, reuse);
        await app.StartAsync();
        return app;
    }

    /// <summary>Starts it again, over the same storage, after it was killed or stopped. Its address is another one.</summary>
    public async Task StartAsync()
    {
        if (_process is not null)
            throw new InvalidOperationException("The app runs already.");
        var ready = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = StartInfo(), EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"The app ended as it started:\n{Output}"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
        try
        {
            _api = new ApiClient(await ready.Task.WaitAsync(StartTimeout));
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The app was not ready after {StartTimeout}:\n{Output}");
        }

        void Note(string? line)
        {
            if (line is null)
                return;
            _output.Enqueue(line);
            if (line.StartsWith(ReadyLine, StringComparison.Ordinal))
                ready.TrySetResult(new Uri(line[ReadyLine.Length..].Trim()));
        }
    }

    /// <summary>Ends the process at once (SIGKILL), whatever it was doing.</summary>
    public async Task KillAsync()
    {
        var process = TakeProcess();
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <summary>Kills it and starts it again.</summary>
    public async Task CrashAsync()
    {
        await KillAsync();
        await StartAsync();
    }

    /// <summary>Asks the process to end (SIGTERM), as a host does, and waits for it.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        using var process = TakeProcess();
        // .NET can only kill; the command asks.
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        using var patience = new CancellationTokenSource(StopTimeout);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException($"The app did not end within {StopTimeout} of SIGTERM:\n{Output}");
        }

        return process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Nothing is left to observe, so it need not end in good order.
        if (_process is not null)
            await KillAsync();
    }

    private static string FindApp()
    {
        // tests/PROJECT/bin/CONFIGURATION/FRAMEWORK: the app was built into the same place of its own project.
        var binaries = new DirectoryInfo(AppContext.BaseDirectory);
        var project = binaries.Parent!.Parent!.Parent!;
        var path = Path.Combine(
            project.Parent!.Parent!.FullName, "src", Project, Path.GetRelativePath(project.FullName, binaries.FullName), Project + ".dll");
        return File.Exists(path) ? path : throw new FileNotFoundException("The app is not built.", path);
    }

    private ProcessStartInfo StartInfo()
    {
        var app = FindApp();
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } dotnet ? dotnet : "dotnet")
        {
            WorkingDirectory = Path.GetDirectoryName(app),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])[app, "--port", "0"])
            start.ArgumentList.Add(argument);
        start.Environment["AzureWebJobsStorage"] = _storage;
        start.Environment["Partitions"] = _partitions.ToString(CultureInfo.InvariantCulture);
        start.Environment["ErasureKey"] = "a secret of tests only";
        start.Environment["ReuseResults"] = _reuse ? "true" : "false";
        return start;
    }

    private Process TakeProcess()
    {
        var process = _process ?? throw new InvalidOperationException("The app does not run.");
        _process = null;
        _api?.Dispose();
        _api = null;
        return process;
    }
}
