using LocalSdk.Durable.Storage;
using Microsoft.DurableTask.Client;

namespace LocalSdk.Durable.Execution;

/// <summary>How an orchestration, or a generation of it, ended.</summary>
/// <param name="Status">Completed or Failed; Running when it continues as new.</param>
/// <param name="Data">The output as JSON, of a failure its message, or the input of the next generation as JSON.</param>
/// <param name="Carried">The external events that the next generation finds waiting.</param>
internal sealed record TurnEnd(OrchestrationRuntimeStatus Status, string? Data, IReadOnlyList<HistoryEvent> Carried);
