using System.Text.Json.Nodes;
using CustomerJourneys.Json;

namespace CustomerJourneys.Functions.Scheduling;

/// <summary>What <see cref="ScheduleFunctions"/> reads, as JSON Schemas.</summary>
internal static class ScheduleSchemas
{
    public static IReadOnlyList<NamedSchema> All => [new("ScheduleChange", Change())];

    private static JsonObject Change()
    {
        var schema = JsonSchema.Request(
            "A change of the schedule; what is left out stays.",
            [
                new("enabled", JsonSchema.Boolean("Whether the schedule runs.")),
                new("cron", JsonSchema.Text("Six fields: second, minute, hour, day of month, month, day of week.", maxLength: 100)),
                new("timeZone", JsonSchema.Text("The IANA zone in which cron is read.", maxLength: 100)),
                new("nextRun", JsonSchema.SentBack("Not read.")),
                new("lastRun", JsonSchema.SentBack("Not read.")),
                new("lastRecalculationId", JsonSchema.SentBack("Not read.")),
            ]);
        schema["example"] = JsonNode.Parse("""{ "enabled": true, "cron": "0 0 0 * * 1-5", "timeZone": "Europe/Berlin" }""");
        return schema;
    }
}
