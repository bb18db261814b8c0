using Microsoft.Extensions.Logging;

namespace CustomerJourneys.Functions.Contacts;

/// <summary>What is logged about contacts: never an id, a name or an address.</summary>
internal static partial class ContactLog
{
    [LoggerMessage(1, LogLevel.Warning, "A contact was erased, but the recalculation of the journeys was not started.")]
    public static partial void RecalculationNotStarted(ILogger logger, Exception exception);
}
