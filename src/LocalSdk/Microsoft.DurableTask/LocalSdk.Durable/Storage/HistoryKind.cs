namespace LocalSdk.Durable.Storage;

/// <summary>What a history event tells. The numbers are stored: never change one.</summary>
internal enum HistoryKind
{
    /// <summary>A turn of the orchestrator began at <c>Time</c>.</summary>
    TurnStarted = 0,
    ActivityScheduled = 1,
    ActivityCompleted = 2,
    ActivityFailed = 3,
    TimerCreated = 4,
    TimerFired = 5,
    SubOrchestrationScheduled = 6,
    SubOrchestrationCompleted = 7,
    SubOrchestrationFailed = 8,
    EventRaised = 9,
}
