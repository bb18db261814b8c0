using System.Text.Json.Nodes;
using CustomerJourneys.Json;

namespace CustomerJourneys.Activities;

/// <summary>What <see cref="ActivityBatch"/> and <see cref="ActivityJson"/> read, as JSON Schemas.</summary>
public static class ActivitySchemas
{
    internal const string IdPattern = "^[A-Za-z0-9._~:@+-]{1,128}$";

    /// <summary>The schemas.</summary>
    public static IReadOnlyList<NamedSchema> All => [new("ActivityBatch", Batch()), new("Activity", Activity())];

    private static JsonObject Batch()
    {
        var schema = JsonSchema.Request(
            "A batch of activities: all of it is stored, or nothing.",
            [new("activities", JsonSchema.Array("The activities, in any order.", JsonSchema.Reference("Activity"), max: ActivityRules.MaxBatch), Required: true)]);
        schema["example"] = JsonNode.Parse("""
            { "activities": [
              { "id": "order-4711-paid", "contactId": "c-1", "type": "order paid", "occurredAt": "2026-03-01T10:00:00.123Z", "value": "espresso",
                "title": "Order 4711", "url": "/checkout/done", "referrer": "/checkout", "channel": "web", "properties": { "amount": 39.5, "currency": "EUR" } },
              { "contactId": "c-2", "type": "pagevisit", "url": "/pricing" } ] }
            """);
        return schema;
    }

    private static JsonObject Activity() => JsonSchema.Request(
        "One thing that a contact did.",
        [
            new("contactId", JsonSchema.Text("Who did it; compared exactly.", pattern: IdPattern), Required: true),
            new("id", JsonSchema.Text("Unique within the contact: sent again, it counts once. Left out, it is given one.", pattern: IdPattern)),
            new("type", JsonSchema.Text("The activity type, compared ignoring case; not all blank.", ActivityRules.MaxType, minLength: 1), Required: true),
            new("occurredAt", JsonSchema.Time($"When it happened, to the millisecond; at most {ActivityRules.MaxAhead.TotalHours} hours ahead. Left out, it is now.")),
            .. ActivityField.Fixed.Select(field => new SchemaMember(field, JsonSchema.Text($"The {field}.", ActivityRules.MaxLengthOf(field)))),
            new("properties", Properties()),
        ]);

    private static JsonObject Properties() => new()
    {
        ["type"] = "object",
        ["description"] = $"At most {ActivityRules.MaxProperties} named values; names compare ignoring case.",
        ["maxProperties"] = ActivityRules.MaxProperties,
        ["propertyNames"] = new JsonObject { ["minLength"] = 1, ["maxLength"] = ActivityField.MaxPropertyName },
        ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "number", "null"), ["maxLength"] = ActivityRules.MaxText },
    };
}
