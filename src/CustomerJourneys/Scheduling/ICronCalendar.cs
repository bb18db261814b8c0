namespace CustomerJourneys.Scheduling;

/// <summary>Reads cron expressions of six fields: second, minute, hour, day of month, month, day of week.</summary>
public interface ICronCalendar
{
    /// <summary>Whether this is such an expression.</summary>
    bool IsValid(string cron);

    /// <summary>The first time after <paramref name="after"/>, read as local time of a zone.</summary>
    /// <returns>The time without an offset, or <see langword="null"/> when there is none.</returns>
    DateTime? Next(string cron, DateTime after);
}
