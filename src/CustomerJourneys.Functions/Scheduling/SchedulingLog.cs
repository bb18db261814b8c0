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
}
