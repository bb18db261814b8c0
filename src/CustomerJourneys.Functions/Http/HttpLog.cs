using Microsoft.Extensions.Logging;

namespace CustomerJourneys.Functions.Http;

internal static partial class HttpLog
{
    [LoggerMessage(1, LogLevel.Error, "A request failed by a defect; trace id {TraceId}.")]
    public static partial void Unhandled(ILogger logger, Exception exception, string traceId);

    [LoggerMessage(2, LogLevel.Warning, "Storage does not answer; trace id {TraceId}.")]
    public static partial void StorageUnavailable(ILogger logger, Exception exception, string traceId);

    [LoggerMessage(3, LogLevel.Information, "Next: open the start page in a browser, or follow 'Use it' in README.md. Start with --demo to have sample data and journeys.")]
    public static partial void NextSteps(ILogger logger);
}
