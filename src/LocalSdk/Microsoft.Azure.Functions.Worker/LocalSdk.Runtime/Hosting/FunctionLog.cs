using Microsoft.Extensions.Logging;

namespace LocalSdk.Runtime.Hosting;

/// <summary>What the runtime says.</summary>
internal static partial class FunctionLog
{
    [LoggerMessage(1, LogLevel.Error, "Function {Function} failed.")]
    public static partial void Failed(ILogger logger, string function, Exception error);

    [LoggerMessage(2, LogLevel.Error, "Function {Function} failed on message {MessageId}, attempt {Attempt}.")]
    public static partial void MessageFailed(ILogger logger, string function, string messageId, long attempt, Exception error);

    [LoggerMessage(3, LogLevel.Warning, "Function {Function} gave message {MessageId} up; it goes to queue {Queue}.")]
    public static partial void MessagePoisoned(ILogger logger, string function, string messageId, string queue);

    [LoggerMessage(4, LogLevel.Warning, "Storage cannot be reached ({What}); trying on. {Reason}")]
    public static partial void StorageUnreachable(ILogger logger, string what, string reason);

    [LoggerMessage(5, LogLevel.Information, "Storage can be reached again ({What}).")]
    public static partial void StorageBack(ILogger logger, string what);

    [LoggerMessage(6, LogLevel.Information, "Timer {Function} is run by another process; this one waits.")]
    public static partial void TimerHeldElsewhere(ILogger logger, string function);

    [LoggerMessage(7, LogLevel.Warning, "The lock of timer {Function} was lost.")]
    public static partial void TimerLockLost(ILogger logger, string function);

    [LoggerMessage(8, LogLevel.Critical, "The trigger of function {Function} broke and is started again.")]
    public static partial void ListenerBroke(ILogger logger, string function, Exception error);

    [LoggerMessage(9, LogLevel.Debug, "Function {Function} was ended by its client.")]
    public static partial void Aborted(ILogger logger, string function);
}
