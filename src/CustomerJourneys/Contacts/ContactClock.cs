namespace CustomerJourneys.Contacts;

/// <summary>
/// When something was said of contacts: the present time to the millisecond, but later with each call, so that of two changes of one process
/// the later one counts. It leaves a millisecond before each for what must count less: what a merge finds.
/// </summary>
public sealed class ContactClock(TimeProvider time)
{
    private const long Step = 2;
    private long _last;

    /// <summary>The next time, in milliseconds since 1970-01-01T00:00:00Z.</summary>
    public long Next()
    {
        while (true)
        {
            var last = Volatile.Read(ref _last);
            var next = Math.Max(time.GetUtcNow().ToUnixTimeMilliseconds(), last + Step);
            if (Interlocked.CompareExchange(ref _last, next, last) == last)
                return next;
        }
    }
}
