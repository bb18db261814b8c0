using System.Reflection;

namespace LocalSdk.Runtime;

/// <summary>How the local runtime is set up; an app needs none of it, tests do.</summary>
public sealed record LocalRuntimeOptions
{
    /// <summary>Where to look for functions. Empty: the entry assembly and those it refers to.</summary>
    public IReadOnlyList<Assembly> Assemblies { get; init; } = [];

    /// <summary>Which of the types found there to take.</summary>
    public Func<Type, bool> FunctionClasses { get; init; } = _ => true;

    /// <summary>The text of <c>host.json</c>. <see langword="null"/>: the file next to the binaries, else in the working directory.</summary>
    public string? HostJson { get; init; }

    /// <summary>Settings in place of those of <c>local.settings.json</c>.</summary>
    public IReadOnlyDictionary<string, string?>? Settings { get; init; }

    /// <summary>Names this app in blobs that processes share, such as the locks of timers. <see langword="null"/>: the entry assembly's name.</summary>
    public string? HostId { get; init; }

    /// <summary>Where the functions and addresses are printed.</summary>
    public TextWriter Output { get; init; } = Console.Out;

    /// <summary>How long running functions may go on once the runtime stops, before their token is cancelled.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(5);
}
