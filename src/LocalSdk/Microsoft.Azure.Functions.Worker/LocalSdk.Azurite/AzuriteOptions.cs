namespace LocalSdk.Azurite;

/// <summary>How to start Azurite.</summary>
public sealed record AzuriteOptions
{
    /// <summary>The ports; free ones unless said otherwise.</summary>
    public AzuritePorts Ports { get; init; } = AzuritePorts.Free;

    /// <summary>Where the data lies. <see langword="null"/>: a temporary folder, deleted at the end.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Ends Azurite should this process be killed. Set by tests; the runtime lets it live, to be found again.</summary>
    public bool StopWithOwner { get; init; } = true;

    /// <summary>How long to wait for the services to listen, after the installation.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
