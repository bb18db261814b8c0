using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Microsoft.DurableTask.Client;

namespace LocalSdk.Durable.Storage;

/// <summary>
/// The row that says where an instance stands. It is the commit point of everything that happens to the instance:
/// each change is conditional on its ETag, and history rows count only up to <see cref="Turns"/>.
/// </summary>
internal sealed record InstanceRow(string Id, string Name, string RunId)
{
    /// <summary>Rises each time the instance continues as new; a generation has its own history.</summary>
    public int Generation { get; init; }

    /// <summary>Turns committed in this generation, one history row each.</summary>
    public int Turns { get; init; }

    public OrchestrationRuntimeStatus Status { get; init; } = OrchestrationRuntimeStatus.Pending;

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset LastUpdatedAt { get; init; }

    public DateTimeOffset? StartAt { get; init; }

    public StoredText Input { get; init; }

    public StoredText Output { get; init; }

    public string? CustomStatus { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The orchestration that waits for this one, if any.</summary>
    public ParentTask? Parent { get; init; }

    public ETag ETag { get; init; }

    /// <summary>Names this generation of this run: what belongs to another one is void.</summary>
    public string Execution => $"{RunId}-{Generation:D4}";

    public bool IsFinished => Status
        is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;

    /// <summary>Row keys differ between instances, since equal ones under many partition keys slow Azurite down.</summary>
    public static string Key(string id) => $"i-{id}";

    public static InstanceRow From(TableEntity entity)
    {
        var row = new InstanceRow(entity.PartitionKey, entity.GetString("Name"), entity.GetString("RunId"))
        {
            Generation = entity.GetInt32("Generation") ?? 0,
            Turns = entity.GetInt32("Turns") ?? 0,
            Status = Enum.Parse<OrchestrationRuntimeStatus>(entity.GetString("Status")),
            CreatedAt = entity.GetDateTimeOffset("CreatedAt") ?? default,
            LastUpdatedAt = entity.GetDateTimeOffset("LastUpdatedAt") ?? default,
            StartAt = entity.GetDateTimeOffset("StartAt"),
            Input = StoredText.From(entity, "Input"),
            Output = StoredText.From(entity, "Output"),
            CustomStatus = entity.GetString("CustomStatus"),
            ETag = entity.ETag,
        };
        if (entity.GetString("Tags") is { } tags)
        {
            row = row with { Tags = JsonSerializer.Deserialize<Dictionary<string, string>>(tags)! };
        }

        return entity.GetString("ParentId") is { } parentId
            ? row with
            {
                Parent = new(
                    parentId, entity.GetString("ParentName"), entity.GetString("ParentExecution"), entity.GetInt32("ParentTaskId") ?? -1),
            }
            : row;
    }

    public TableEntity ToEntity()
    {
        var entity = new TableEntity(Id, Key(Id))
        {
            ["Name"] = Name,
            ["RunId"] = RunId,
            ["Generation"] = Generation,
            ["Turns"] = Turns,
            ["Status"] = Status.ToString(),
            ["CreatedAt"] = CreatedAt,
            ["LastUpdatedAt"] = LastUpdatedAt,
            ["StartAt"] = StartAt,
            ["CustomStatus"] = CustomStatus,
            ["ParentId"] = Parent?.InstanceId,
            ["ParentName"] = Parent?.Name,
            ["ParentExecution"] = Parent?.Execution,
            ["ParentTaskId"] = Parent?.TaskId,
            ["Tags"] = Tags.Count == 0 ? null : JsonSerializer.Serialize(Tags),
        };
        Input.Into(entity, "Input");
        Output.Into(entity, "Output");
        return entity;
    }
}
