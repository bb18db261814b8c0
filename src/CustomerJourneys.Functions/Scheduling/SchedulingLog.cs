using Microsoft.Extensions.Logging;

namespace CustomerJourneys.Functions.Scheduling;

internal static partial class SchedulingLog
{
    [LoggerMessage(1, LogLevel.Information, "Started {Count} runs, imports and clean-ups that an interruption had left behind.")]
    public static partial void Resumed(ILogger logger, int count);

    [LoggerMessage(2, LogLevel.Information, "The schedule started recalculation {RecalculationId} of {Count} journeys.")]
    public static partial void ScheduledRun(ILogger logger, string recalculationId, int count);

    [LoggerMessage(3, LogLevel.Information, "Tidied up: {Count} blobs that nothing names any more are deleted.")]
    public static partial void Swept(ILogger logger, int count);

    [LoggerMessage(4, LogLevel.Warning, "The schedule was due at {Due} and started nothing: the recalculation that it started before is still going.")]
    public static partial void Skipped(ILogger logger, DateTimeOffset due);

    [LoggerMessage(5, LogLevel.Information, "Deleted the rows of {Runs} recalculations and {Imports} imports, and the history of {Orchestrations} orchestrations, that ended long ago.")]
    public static partial void Retired(ILogger logger, int runs, int imports, int orchestrations);

    [LoggerMessage(6, LogLevel.Error, "{Part} failed; it is tried again in a minute.")]
    public static partial void PartFailed(ILogger logger, Exception exception, string part);

    [LoggerMessage(7, LogLevel.Information, "Rewrote {Partitions} partitions without contacts that are gone and activities that are too old.")]
    public static partial void Rewritten(ILogger logger, int partitions);
}
