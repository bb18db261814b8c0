namespace LocalSdk.Durable;

/// <summary>One run of a durable activity.</summary>
/// <param name="Name">The activity's name as the orchestrator wrote it.</param>
/// <param name="InstanceId">The orchestration that called it.</param>
/// <param name="TaskId">Its number in that orchestration.</param>
/// <param name="CancellationToken">Fires when the engine stops; the activity then runs again at the next start.</param>
public sealed record DurableActivityInvocation(string Name, string InstanceId, int TaskId, CancellationToken CancellationToken);
