using Azure;

namespace CustomerJourneys.Storage.Rows;

/// <summary>Read, change, write if nobody else wrote in between, else again: the one way in which rows are changed.</summary>
internal static class RowChange
{
    // Somebody wins each round, so this is also about how many may write one row at the same moment; a good 5 seconds in all.
    private const int MaxAttempts = 14;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(1);

    /// <summary>Repeats an attempt for as long as its write loses against another one.</summary>
    /// <param name="what">What is written, for the error.</param>
    /// <param name="attempt">Reads and writes; a lost write shows as the exception of the client.</param>
    /// <param name="time">Whose delays are waited for.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="ContentionException">Every attempt lost.</exception>
    public static async Task<T> RepeatAsync<T>(string what, Func<Task<T>> attempt, TimeProvider time, CancellationToken cancellation)
    {
        var delay = FirstDelay;
        for (var attempts = 1; ; attempts++)
        {
            try
            {
                return await attempt();
            }
            catch (RequestFailedException lost) when (IsLost(lost))
            {
                if (attempts == MaxAttempts)
                    throw new ContentionException(what, attempts);
            }

            await Task.Delay(delay, time, cancellation);
            delay = delay * 2 < MaxDelay ? delay * 2 : MaxDelay;
        }
    }

    /// <summary>Carries a write out.</summary>
    /// <returns>Whether it was, or lost against another one.</returns>
    public static async Task<bool> TryAsync(Func<Task> write)
    {
        try
        {
            await write();
            return true;
        }
        catch (RequestFailedException lost) when (IsLost(lost))
        {
            return false;
        }
    }

    // 412: another ETag; 409: inserted by another; 404: deleted by another. Reading again tells what to do.
    private static bool IsLost(RequestFailedException exception) => exception.Status is 404 or 409 or 412;
}
