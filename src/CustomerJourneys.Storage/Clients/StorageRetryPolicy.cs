using Azure.Core;
using Azure.Core.Pipeline;

namespace CustomerJourneys.Storage.Clients;

/// <summary>
/// Up to three repeats with exponential delays, as long as little time has passed: a storage that refuses gets all of them
/// within two seconds, one that hangs until the time-out gets none, so that callers learn of it soon.
/// </summary>
internal sealed class StorageRetryPolicy(TimeProvider time)
    : RetryPolicy(MaxRetries, DelayStrategy.CreateExponentialDelayStrategy(FirstDelay, MaxDelay))
{
    private const int MaxRetries = 3;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    /// <inheritdoc/>
    protected override bool ShouldRetry(HttpMessage message, Exception? exception) =>
        HasPatience(message) && base.ShouldRetry(message, exception);

    /// <inheritdoc/>
    protected override ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) =>
        HasPatience(message) ? base.ShouldRetryAsync(message, exception) : ValueTask.FromResult(false);

    private bool HasPatience(HttpMessage message) => time.GetUtcNow() - message.ProcessingContext.StartTime < Patience;
}
