namespace CustomerJourneys.Scheduling;

/// <summary>Local times of a zone as points in time, over changes to and from summer time.</summary>
internal static class ZonedTime
{
    /// <summary>
    /// A local time as a point in time. One that a change leaves out comes as much later as the change is wide, usually an hour; one that
    /// occurs twice comes the first time.
    /// </summary>
    public static DateTimeOffset First(DateTime local, TimeZoneInfo zone)
    {
        // A time that is left out is counted on from before the change: with the offset of then it is the hour after.
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max()
            : zone.IsInvalidTime(local) ? zone.GetUtcOffset(LastValid(local, zone))
            : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    /// <summary>
    /// The first point after another at which the clock shows a local time, or has gone past it because a change leaves it out.
    /// </summary>
    public static DateTimeOffset FirstAfter(DateTime local, TimeZoneInfo zone, DateTimeOffset after)
    {
        if (zone.IsInvalidTime(local))
            return First(LastValid(local, zone), zone).AddMinutes(1);
        var first = First(local, zone);
        return first > after || !zone.IsAmbiguousTime(local)
            ? first
            : new DateTimeOffset(local, zone.GetAmbiguousTimeOffsets(local).Min()).ToUniversalTime();
    }

    // The last minute that the clock shows before a change leaves out a time.
    private static DateTime LastValid(DateTime local, TimeZoneInfo zone)
    {
        var minute = local.AddTicks(-(local.Ticks % TimeSpan.TicksPerMinute));
        while (zone.IsInvalidTime(minute))
            minute = minute.AddMinutes(-1);
        return minute;
    }
}
