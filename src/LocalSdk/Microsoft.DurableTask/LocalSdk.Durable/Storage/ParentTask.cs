namespace LocalSdk.Durable.Storage;

/// <summary>The task of a parent orchestration that a sub-orchestration is to end.</summary>
/// <param name="InstanceId">The parent.</param>
/// <param name="Name">Its orchestrator.</param>
/// <param name="Execution">The generation of it that waits; see <see cref="InstanceRow.Execution"/>.</param>
/// <param name="TaskId">The number of the waiting task.</param>
internal sealed record ParentTask(string InstanceId, string Name, string Execution, int TaskId);
