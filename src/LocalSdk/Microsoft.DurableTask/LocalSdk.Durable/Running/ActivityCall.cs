using LocalSdk.Durable.Storage;

namespace LocalSdk.Durable.Running;

/// <summary>A durable activity to run.</summary>
/// <param name="InstanceId">The orchestration that called it.</param>
/// <param name="Action">Its scheduling in the history: name, number and input.</param>
/// <param name="IsWanted">Whether the orchestration still goes on.</param>
/// <param name="Ended">Takes its end.</param>
internal sealed record ActivityCall(string InstanceId, HistoryEvent Action, Func<bool> IsWanted, Action<HistoryEvent> Ended);
