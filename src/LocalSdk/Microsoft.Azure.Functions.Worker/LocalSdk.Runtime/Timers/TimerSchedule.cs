using NCrontab;

namespace LocalSdk.Runtime.Timers;

/// <summary>When a timer is due, in UTC.</summary>
internal sealed class TimerSchedule
{
    private static readonly TimeSpan ShortestMonitored = TimeSpan.FromMinutes(1);
    private readonly CrontabSchedule _schedule;

    private TimerSchedule(CrontabSchedule schedule) => _schedule = schedule;

    /// <summary>Reads an NCRONTAB expression of six fields, seconds first; or of five, which means second 0.</summary>
    /// <exception cref="InvalidOperationException">It is none.</exception>
    public static TimerSchedule Parse(string expression)
    {
        bool seconds = expression.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 6;
        return CrontabSchedule.TryParse(expression, new() { IncludingSeconds = seconds }) is { } schedule
            ? new(schedule)
            : throw new InvalidOperationException($"'{expression}' is no NCRONTAB schedule (six fields, seconds first).");
    }

    /// <summary>The first due time after a time.</summary>
    public DateTime Next(DateTime after) => DateTime.SpecifyKind(_schedule.GetNextOccurrence(after), DateTimeKind.Utc);

    /// <summary>Whether its status is worth keeping: never for what is due more than once a minute.</summary>
    public bool CanBeMonitored(DateTime now)
    {
        DateTime one = Next(now);
        for (int i = 0; i < 10; i++)
        {
            DateTime next = Next(one);
            if (next - one < ShortestMonitored)
            {
                return false;
            }

            one = next;
        }

        return true;
    }
}
