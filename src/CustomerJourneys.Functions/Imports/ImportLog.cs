using Microsoft.Extensions.Logging;

namespace CustomerJourneys.Functions.Imports;

internal static partial class ImportLog
{
    [LoggerMessage(1, LogLevel.Warning, "Import {ImportId} is stored, but could not be started at once; the timer will start it.")]
    public static partial void StartLater(ILogger logger, Exception exception, string importId);
}
