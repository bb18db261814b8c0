namespace CustomerJourneys;

/// <summary>The one place where ids come from, so that tests can foresee them.</summary>
public abstract class IdSource
{
    /// <summary>A new id: 32 characters of <c>0-9a-f</c>, unique, ascending with time to the millisecond.</summary>
    public abstract string NewId();

    /// <summary>Ids from the clock and the system's random numbers (UUID version 7, RFC 9562).</summary>
    public static IdSource FromClock(TimeProvider time) => new ClockIdSource(time);

    private sealed class ClockIdSource(TimeProvider time) : IdSource
    {
#pragma warning disable RS0030 // This is the one place that the ban points to.
        public override string NewId() => Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
#pragma warning restore RS0030
    }
}
