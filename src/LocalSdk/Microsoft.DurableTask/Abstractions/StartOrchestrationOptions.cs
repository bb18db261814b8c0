using System.Collections.Immutable;

namespace Microsoft.DurableTask;

/// <summary>Options of starting an orchestration from a client.</summary>
public record StartOrchestrationOptions
{
    /// <summary>Options with an id and a time.</summary>
    /// <param name="InstanceId">The id of the new instance; a generated one when <c>null</c>.</param>
    /// <param name="StartAt">When to start; at once when <c>null</c> or past.</param>
    public StartOrchestrationOptions(string? InstanceId = null, DateTimeOffset? StartAt = null)
    {
        this.InstanceId = InstanceId;
        this.StartAt = StartAt;
    }

    /// <summary>The id of the new instance.</summary>
    public string? InstanceId { get; init; }

    /// <summary>When to start.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>Tags of the instance.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ImmutableDictionary.Create<string, string>();

    /// <summary>The version to start; the local runtime refuses one.</summary>
    public TaskVersion? Version { get; init; }
}
