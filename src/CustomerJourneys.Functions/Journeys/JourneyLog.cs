using Microsoft.Extensions.Logging;

namespace CustomerJourneys.Functions.Journeys;

internal static partial class JourneyLog
{
    [LoggerMessage(1, LogLevel.Warning, "Journey {JourneyId} is saved, but its recalculation {RecalculationId} could not be started at once; the timer will start it.")]
    public static partial void StartLater(ILogger logger, Exception exception, string journeyId, string recalculationId);

    [LoggerMessage(2, LogLevel.Warning, "Journey {JourneyId} is deleted, but its clean-up could not be started at once; the timer will start it.")]
    public static partial void CleanUpLater(ILogger logger, Exception exception, string journeyId);

    [LoggerMessage(3, LogLevel.Error, "The clean-up of deleted journey {JourneyId} failed; it is repeated for about six minutes, and then by the timer.")]
    public static partial void SweepFailed(ILogger logger, Exception exception, string journeyId);
}
