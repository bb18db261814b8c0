using CustomerJourneys.Json;

namespace CustomerJourneys.Journeys.Definitions;

/// <summary>Names as JSON: texts that are not blank, without the space around them.</summary>
internal static class NameJson
{
    /// <summary>Reads a name.</summary>
    /// <returns>The name; <see langword="null"/> when it is missing or wrong (which is noted).</returns>
    public static string? Read(JsonMembers members, string name, bool required)
    {
        var text = members.Text(name, JourneyJson.MaxName, required)?.Trim();
        if (text is not { Length: 0 })
            return text;
        members.Fail(name, "name_empty", $"'{name}' must not be empty.");
        return null;
    }
}
