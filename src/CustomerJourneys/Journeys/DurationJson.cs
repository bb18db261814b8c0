using System.Text.Json;
using CustomerJourneys.Json;

namespace CustomerJourneys.Journeys;

/// <summary>Durations as JSON: texts such as <c>"P7D"</c>.</summary>
internal static class DurationJson
{
    /// <summary>Reads a duration.</summary>
    /// <returns>The duration; <see langword="null"/> when it is missing or wrong (which is noted).</returns>
    public static Duration? Read(JsonMembers members, string name)
    {
        if (members.Text(name, int.MaxValue) is not { } text)
            return null;
        if (Duration.TryParse(text, out var duration))
            return duration;
        members.Fail(name, "duration_invalid", $"'{name}' must be an ISO 8601 duration of weeks, days, hours, minutes or seconds such as P7D or PT30M, more than nothing and at most 36,500 days.");
        return null;
    }

    /// <summary>Writes a duration as it was given; an absent one is not written.</summary>
    public static void Write(Utf8JsonWriter writer, string name, Duration? duration)
    {
        if (duration is { } known)
            writer.WriteString(name, known.Text);
    }
}
