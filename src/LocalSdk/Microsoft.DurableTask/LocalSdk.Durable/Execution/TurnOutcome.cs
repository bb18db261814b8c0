using LocalSdk.Durable.Storage;

namespace LocalSdk.Durable.Execution;

/// <summary>What one turn of an orchestrator came to.</summary>
/// <param name="Events">The turn as history: its start, what arrived, what the code asked for.</param>
/// <param name="End">How the orchestration ended, or <c>null</c> while it goes on.</param>
internal sealed record TurnOutcome(IReadOnlyList<HistoryEvent> Events, TurnEnd? End)
{
    /// <summary>What the code asked for.</summary>
    public IEnumerable<HistoryEvent> Actions => Events.Where(item => item.IsAction);
}
