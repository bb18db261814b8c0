namespace LocalSdk.Azurite;

/// <summary>The TCP ports of the three services on 127.0.0.1.</summary>
/// <param name="Blob">Blob service.</param>
/// <param name="Queue">Queue service.</param>
/// <param name="Table">Table service.</param>
public sealed record AzuritePorts(int Blob, int Queue, int Table)
{
    /// <summary>Where <c>UseDevelopmentStorage=true</c> looks.</summary>
    public static AzuritePorts WellKnown { get; } = new(10000, 10001, 10002);

    /// <summary>Azurite asks the system for free ones as it binds, so that no two runs can collide.</summary>
    public static AzuritePorts Free { get; } = new(0, 0, 0);
}
