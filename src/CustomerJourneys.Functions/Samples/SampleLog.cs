using Microsoft.Extensions.Logging;

namespace CustomerJourneys.Functions.Samples;

internal static partial class SampleLog
{
    [LoggerMessage(1, LogLevel.Information, "Sample data is there: {Accepted} activities are new, {Known} were there before. See GET /api/journeys, then GET /api/journeys/<id>/results.")]
    public static partial void Loaded(ILogger logger, long accepted, long known);

    [LoggerMessage(2, LogLevel.Error, "The sample data could not be loaded. Start again with --demo to try once more.")]
    public static partial void Failed(ILogger logger, Exception exception);
}
