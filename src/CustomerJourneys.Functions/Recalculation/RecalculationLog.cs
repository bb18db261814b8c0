using Microsoft.Extensions.Logging;

namespace CustomerJourneys.Functions.Recalculation;

internal static partial class RecalculationLog
{
    [LoggerMessage(1, LogLevel.Error, "{Step} of recalculation {RecalculationId} failed; it is repeated for about six minutes where that can help.")]
    public static partial void StepFailed(ILogger logger, Exception exception, string step, string recalculationId);
}
