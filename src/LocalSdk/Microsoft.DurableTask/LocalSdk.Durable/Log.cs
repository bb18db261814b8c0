using Microsoft.Extensions.Logging;

namespace LocalSdk.Durable;

/// <summary>What the engine says. Never inputs or outputs: they may hold personal data.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "This process drives the task hub {Hub}; {Count} instances go on.")]
    public static partial void HubTaken(ILogger logger, string hub, int count);

    [LoggerMessage(2, LogLevel.Warning, "This process no longer drives the task hub {Hub}: its lease was not renewed in time, or another process took it.")]
    public static partial void HubLost(ILogger logger, string hub);

    [LoggerMessage(3, LogLevel.Warning, "The storage of task hub {Hub} cannot be used; trying again.")]
    public static partial void HubUnreachable(ILogger logger, string hub, Exception error);

    [LoggerMessage(4, LogLevel.Warning, "A turn of instance {InstanceId} could not be processed; trying again.")]
    public static partial void TurnNotProcessed(ILogger logger, string instanceId, Exception error);

    [LoggerMessage(5, LogLevel.Error, "Orchestrator {Name}, instance {InstanceId}, failed: {Reason}")]
    public static partial void OrchestratorFailed(ILogger logger, string name, string instanceId, string reason);

    [LoggerMessage(6, LogLevel.Warning, "Durable activity {Name} #{TaskId} of instance {InstanceId} failed.")]
    public static partial void ActivityFailed(ILogger logger, string name, int taskId, string instanceId, Exception error);

    [LoggerMessage(7, LogLevel.Information, "{Count} running durable activities did not end in time; they run again at the next start.")]
    public static partial void ActivitiesLeft(ILogger logger, int count);

    [LoggerMessage(8, LogLevel.Debug, "Instance {InstanceId} was changed by another process; reading it again.")]
    public static partial void TurnOvertaken(ILogger logger, string instanceId);
}
