using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerJourneys.Journeys;

namespace CustomerJourneys.Testing.Journeys;

/// <summary>Definitions from JSON and to JSON, in short.</summary>
public static class JourneyText
{
    /// <summary>Reads a definition. Its stages keep whatever ids they come with; those without one get ids that count from 1.</summary>
    public static Journey Read(string json)
    {
        var ids = JsonNode.Parse(json)!["stages"]!.AsArray().Select(stage => (string?)stage!["id"]).OfType<string>().ToList();
        return JourneyJson.Read(Encoding.UTF8.GetBytes(json), new CountingIds(), scheduledByDefault: true, ids);
    }

    /// <summary>Writes a definition as a JSON object.</summary>
    public static string Write(Journey journey)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            JourneyJson.WriteMembers(writer, journey);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
