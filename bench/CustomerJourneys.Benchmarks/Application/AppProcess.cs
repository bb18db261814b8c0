using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using CustomerJourneys.Benchmarks.Comparison;
using CustomerJourneys.Benchmarks.Data;
using CustomerJourneys.Benchmarks.Report;
using CustomerJourneys.Testing;

namespace CustomerJourneys.Benchmarks.Application;

/// <summary>A function app as a process of its own, as <c>bench/run</c> published it beside this program or as it was built, over a storage account, on a free port.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    private const string ReadyLine = "Ready on ";
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private AppProcess(Process process) => _process = process;

    /// <summary>Talks to it, over connections that stay open.</summary>
    public HttpClient Http { get; } = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { Timeout = TimeSpan.FromMinutes(30) };

    /// <summary>Its number.</summary>
    public int Id => _process.Id;

    /// <summary>Starts an app of this repository and waits until it answers.</summary>
    public static async Task<AppProcess> StartAsync(string project, string storage)
    {
        var name = Path.GetFileName(project);
        var path = Path.Combine(AppContext.BaseDirectory, "apps", name, name + ".dll");
        // Without a build of its own, bench/run finds the app as the whole solution was built.
        if (!File.Exists(path))
        {
            var binaries = new DirectoryInfo(AppContext.BaseDirectory);
            path = Repository.PathOf(Path.Combine(project, "bin", binaries.Parent!.Name, binaries.Name, name + ".dll"));
            BenchmarkReport.Say($"{name} is not compiled beforehand: it is measured as it was built.");
        }

        var start = new ProcessStartInfo(Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet", [path, "--port", "0"])
        {
            WorkingDirectory = Path.GetDirectoryName(path),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["AzureWebJobsStorage"] = storage;
        start.Environment["Partitions"] = GeneratedLog.Partitions.ToString(CultureInfo.InvariantCulture);
        var ready = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var app = new AppProcess(process);
        process.OutputDataReceived += (_, line) => app.Note(line.Data, ready);
        process.ErrorDataReceived += (_, line) => app.Note(line.Data, ready);
        process.Exited += (_, _) => ready.TrySetException(new BenchmarkException($"{project} ended as it started:\n{app._output}"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        app.Http.BaseAddress = await ready.Task.WaitAsync(StartPatience);
        return app;
    }

    /// <summary>Sends a request and reads the answer.</summary>
    /// <exception cref="BenchmarkException">It was refused.</exception>
    public async Task<JsonNode> SendAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var answer = await Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Accepted
            ? JsonNode.Parse(text)!
            : throw new BenchmarkException($"{method} {path}: {(int)answer.StatusCode} {text}");
    }

    /// <summary>Asks again and again until an answer's member has one of these values, and gives that answer.</summary>
    /// <exception cref="BenchmarkException">It failed.</exception>
    public async Task<JsonNode> UntilAsync(string path, string member, params string[] values)
    {
        for (; ; )
        {
            var answer = await SendAsync(HttpMethod.Get, path);
            var value = (string)answer[member]!;
            if (values.Contains(value))
                return answer;
            if (value is "failed" or "cancelled" or "superseded")
                throw new BenchmarkException($"{path}: {answer.ToJsonString()}");
            await Task.Delay(Poll);
        }
    }

    /// <summary>Asks it to end (SIGTERM), as a host does, and waits for it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        Http.Dispose();
    }

    private void Note(string? line, TaskCompletionSource<Uri> ready)
    {
        if (line is null)
            return;
        lock (_output)
            _output.AppendLine(line);
        if (line.StartsWith(ReadyLine, StringComparison.Ordinal))
            ready.TrySetResult(new Uri(line[ReadyLine.Length..].Trim()));
    }
}
