using System.Text.Json;
using CustomerJourneys.Activities;
using CustomerJourneys.Json;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Journeys.Definitions;

/// <summary>An activity range as JSON: <c>{"from":"2026-01-04T00:00:00Z","to":null}</c>.</summary>
internal static class ActivityRangeJson
{
    /// <summary>Reads a range; one without ends is none.</summary>
    public static ActivityRange? Read(JsonMembers journey, string name, List<FieldError> errors)
    {
        if (journey.Find(name) is not { } value || JsonMembers.Of(value, journey.PathOf(name), errors) is not { } members)
            return null;
        var range = new ActivityRange(ReadTime(members, "from"), ReadTime(members, "to"));
        members.RejectUnknown();
        if (range.From >= range.To)
            members.Fail("to", "activity_range_empty", "The range ends before it begins: 'to' must be later than 'from'.");
        return range is { From: null, To: null } ? null : range;
    }

    /// <summary>Writes a range; an absent one is not written.</summary>
    public static void Write(Utf8JsonWriter writer, string name, ActivityRange? range)
    {
        if (range is null)
            return;
        writer.WriteStartObject(name);
        WriteTime(writer, "from", range.From);
        WriteTime(writer, "to", range.To);
        writer.WriteEndObject();
    }

    private static long? ReadTime(JsonMembers members, string name)
    {
        if (members.Text(name, 64) is not { } text)
            return null;
        if (ActivityTime.TryRead(text, zoneIsOptional: false, out var time))
            return time;
        members.Fail(name, "time_invalid", "A time is written as in RFC 3339, such as 2026-11-01T10:00:00.123Z.");
        return null;
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, long? time)
    {
        if (time is { } known)
            writer.WriteString(name, DateTimeOffset.FromUnixTimeMilliseconds(known).UtcDateTime);
        else
            writer.WriteNull(name);
    }
}
