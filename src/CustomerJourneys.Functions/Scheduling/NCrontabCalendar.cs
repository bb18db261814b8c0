using CustomerJourneys.Scheduling;
using NCrontab;

namespace CustomerJourneys.Functions.Scheduling;

/// <summary>Cron expressions by NCrontab, the dialect of the Functions host's own timers.</summary>
internal sealed class NCrontabCalendar : ICronCalendar
{
    private static readonly CrontabSchedule.ParseOptions SixFields = new() { IncludingSeconds = true };

    public bool IsValid(string cron) => CrontabSchedule.TryParse(cron, SixFields) is not null;

    public DateTime? Next(string cron, DateTime after)
    {
        var end = after.AddYears(5);
        var next = CrontabSchedule.Parse(cron, SixFields).GetNextOccurrence(after, end);
        // The library gives the end itself when nothing occurs before it.
        return next < end ? next : null;
    }
}
