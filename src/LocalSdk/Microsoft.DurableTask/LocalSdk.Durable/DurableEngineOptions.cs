namespace LocalSdk.Durable;

/// <summary>What an engine is given besides its storage.</summary>
public sealed record DurableEngineOptions
{
    /// <summary>The task hub: names the tables. Letters and digits, a letter first, up to 45 characters.</summary>
    public string HubName { get; init; } = "LocalTaskHub";

    /// <summary>The most durable activities that run at once.</summary>
    public int MaxConcurrentActivities { get; init; } = 10;

    /// <summary>The most orchestrator turns that run at once.</summary>
    public int MaxConcurrentOrchestrators { get; init; } = 10;

    /// <summary>How often the owner of the hub looks for work that other processes have left.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>After this long without a renewal another process takes the hub over. Renewed three times as often.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long stopping waits for the durable activities that run.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(5);
}
