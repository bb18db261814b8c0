namespace CustomerJourneys.Scheduling;

/// <summary>
/// A part of each day in which the schedule starts nothing: from <paramref name="From"/>, inclusive, to <paramref name="To"/>, exclusive, in the
/// schedule's zone. It goes over midnight when it ends earlier than it begins. The two differ.
/// </summary>
/// <param name="From">When it begins.</param>
/// <param name="To">When it ends.</param>
public sealed record QuietHours(TimeOnly From, TimeOnly To)
{
    /// <summary>When a run that is due at some time may start: then, or at the end of the quiet hours in which it is due.</summary>
    /// <param name="due">When it is due.</param>
    /// <param name="zone">The zone of the quiet hours.</param>
    public DateTimeOffset StartOf(DateTimeOffset due, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(due, zone).DateTime;
        if (!Contains(TimeOnly.FromDateTime(local)))
            return due;
        var end = DateOnly.FromDateTime(local).ToDateTime(To);
        return ZonedTime.FirstAfter(end > local ? end : end.AddDays(1), zone, due);
    }

    private bool Contains(TimeOnly time) => time.IsBetween(From, To);
}
