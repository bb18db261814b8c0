using System.Globalization;
using CustomerJourneys.Json;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Scheduling;

/// <summary>Reads a change of the schedule: any of <c>enabled</c>, <c>cron</c>, <c>timeZone</c> and <c>quietHours</c>.</summary>
public static class ScheduleJson
{
    /// <summary>How a time of day is written.</summary>
    public const string TimeFormat = "HH:mm";

    private const int MaxText = 100;

    /// <summary>Reads a change.</summary>
    /// <param name="json">UTF-8 JSON. An answer may be sent back as it came: what the schedule itself keeps is passed over.</param>
    /// <exception cref="ProblemException">Every error with its path; see <c>docs/errors.md</c>.</exception>
    public static ScheduleChange Read(ReadOnlyMemory<byte> json)
    {
        using var document = StrictJson.Parse(json);
        var errors = new List<FieldError>();
        if (JsonMembers.Of(document.RootElement, "", errors) is not { } members)
            throw ProblemException.Invalid(errors);
        var change = new ScheduleChange(members.Boolean("enabled"), members.Text("cron", MaxText), members.Text("timeZone", MaxText))
        {
            // Nothing leaves them as they are, null removes them.
            ChangesQuietHours = document.RootElement.TryGetProperty("quietHours", out _),
            QuietHours = members.Nested("quietHours") is { } quietHours ? ReadQuietHours(quietHours, members.PathOf("quietHours"), errors) : null,
        };
        foreach (var kept in (string[])["nextRun", "lastRun", "lastRecalculationId", "lastSkipped"])
            members.Find(kept);
        members.RejectUnknown();
        return errors.Count == 0 ? change : throw ProblemException.Invalid(errors);
    }

    private static QuietHours? ReadQuietHours(JsonMembers members, string path, List<FieldError> errors)
    {
        var (from, to) = (ReadTime(members, "from"), ReadTime(members, "to"));
        members.RejectUnknown();
        if (from is null || to is null)
            return null;
        if (from == to)
            errors.Add(new FieldError(path, "quiet_hours_empty", "Quiet hours begin and end at different times; leave them out (null) to have none."));
        return new QuietHours(from.Value, to.Value);
    }

    private static TimeOnly? ReadTime(JsonMembers members, string name)
    {
        if (members.Text(name, MaxText, required: true) is not { } text)
            return null;
        if (TimeOnly.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return time;
        members.Fail(name, "time_of_day_invalid", "A time of day is written as 08:00, from 00:00 to 23:59.");
        return null;
    }
}
