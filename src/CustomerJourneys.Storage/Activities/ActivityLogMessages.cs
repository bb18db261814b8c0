using Microsoft.Extensions.Logging;

namespace CustomerJourneys.Storage.Activities;

/// <summary>What the activity store and its log report. No ids of contacts or activities, ever.</summary>
internal static partial class ActivityLogMessages
{
    [LoggerMessage(1001, LogLevel.Warning, "Append of batch {Batch} to {Blob}, attempt {Attempt}, failed; it is tried again")]
    public static partial void AppendRetried(this ILogger logger, Exception exception, string batch, string blob, int attempt);

    [LoggerMessage(1002, LogLevel.Error, "Append of batch {Batch} with {Activities} activities failed; its callers get the error")]
    public static partial void AppendFailed(this ILogger logger, Exception exception, string batch, int activities);

    [LoggerMessage(1003, LogLevel.Information, "Append of batch {Batch} was found in {Blob}: only its answer was lost")]
    public static partial void AppendSettled(this ILogger logger, string batch, string blob);

    [LoggerMessage(1004, LogLevel.Information, "The log goes on in {Blob}")]
    public static partial void LogRolled(this ILogger logger, string blob);

    [LoggerMessage(1011, LogLevel.Debug, "Partition {Partition}: {Accepted} new activities and {Repeats} repeats in commit {Epoch}, {Merged} segments merged")]
    public static partial void Committed(this ILogger logger, int partition, int accepted, int repeats, long epoch, int merged);

    [LoggerMessage(1012, LogLevel.Debug, "Partition {Partition}: another process committed first; this commit is done again")]
    public static partial void CommitLost(this ILogger logger, int partition);

    [LoggerMessage(1013, LogLevel.Information, "Folded {Bytes} bytes of {Blobs} log blobs")]
    public static partial void Folded(this ILogger logger, long bytes, int blobs);

    [LoggerMessage(1014, LogLevel.Debug, "Deleted the folded log {Blob}")]
    public static partial void LogDeleted(this ILogger logger, string blob);

    [LoggerMessage(1015, LogLevel.Information, "Swept {Blobs} blobs that nothing names")]
    public static partial void Swept(this ILogger logger, int blobs);
}
