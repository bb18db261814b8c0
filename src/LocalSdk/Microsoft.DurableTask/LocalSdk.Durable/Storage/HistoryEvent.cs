using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalSdk.Durable.Storage;

/// <summary>One line of an orchestration's history.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Id">The number of the task that it is about, from 0 in the order of scheduling; -1 for none.</param>
internal sealed record HistoryEvent(HistoryKind Kind, int Id = -1)
{
    private static readonly JsonSerializerOptions Compact = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>The name of a durable activity, an orchestrator or an external event.</summary>
    public string? Name { get; init; }

    /// <summary>An input, a result or an event's payload as JSON; of a failure its message.</summary>
    public string? Data { get; init; }

    /// <summary>When a turn started or a timer fires, UTC.</summary>
    public DateTime? Time { get; init; }

    /// <summary>The id that the orchestrator gave a sub-orchestration.</summary>
    public string? InstanceId { get; init; }

    /// <summary>Whether the orchestrator's code caused it, rather than the world outside.</summary>
    [JsonIgnore]
    public bool IsAction => Kind is HistoryKind.ActivityScheduled or HistoryKind.TimerCreated or HistoryKind.SubOrchestrationScheduled;

    /// <summary>Whether it ends a task that an action began.</summary>
    [JsonIgnore]
    public bool EndsTask => Kind is HistoryKind.ActivityCompleted or HistoryKind.ActivityFailed or HistoryKind.TimerFired
        or HistoryKind.SubOrchestrationCompleted or HistoryKind.SubOrchestrationFailed;

    /// <summary>Events as the text of one row.</summary>
    public static string Write(IEnumerable<HistoryEvent> events) => JsonSerializer.Serialize(events, Compact);

    /// <summary>The events of one row.</summary>
    public static IReadOnlyList<HistoryEvent> Read(string text) => JsonSerializer.Deserialize<HistoryEvent[]>(text, Compact) ?? [];

    /// <summary>An action in words, for the report of a non-deterministic orchestrator.</summary>
    public string Describe() => Kind switch
    {
        HistoryKind.ActivityScheduled => $"durable activity '{Name}'",
        HistoryKind.SubOrchestrationScheduled => $"sub-orchestration '{Name}'",
        HistoryKind.TimerCreated => $"a timer until {Time:O}",
        _ => Kind.ToString(),
    };

    /// <summary>Whether the code asked again for what history has. Inputs may differ, as they may on the real host.</summary>
    public bool AsksTheSameAs(HistoryEvent other) =>
        Kind == other.Kind && Id == other.Id && Time == other.Time && InstanceId == other.InstanceId
        && string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);
}
