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
                new("quietHours", JsonSchema.Request("Hours in which no scheduled run starts; null removes them.", [
                    new("from", TimeOfDay("Their beginning."), Required: true), new("to", TimeOfDay("Their end; before the beginning they pass midnight."), Required: true)])),
                new("nextRun", JsonSchema.SentBack("Not read.")),
                new("lastRun", JsonSchema.SentBack("Not read.")),
                new("lastRecalculationId", JsonSchema.SentBack("Not read.")),
                new("lastSkipped", JsonSchema.SentBack("Not read.")),
            ]);
        schema["example"] = JsonNode.Parse("""{ "enabled": true, "cron": "0 0 0 * * 1-5", "timeZone": "Europe/Berlin" }""");
        return schema;
    }

    private static JsonObject TimeOfDay(string description) => JsonSchema.Text(description, pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$");
}
