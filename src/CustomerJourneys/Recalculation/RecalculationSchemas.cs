using System.Text.Json.Nodes;
using CustomerJourneys.Json;

namespace CustomerJourneys.Recalculation;

/// <summary>What <see cref="RecalculationJson"/> reads, as JSON Schemas.</summary>
public static class RecalculationSchemas
{
    /// <summary>The schemas by name.</summary>
    public static IReadOnlyList<NamedSchema> All => [new("RecalculationRequest", Request())];

    private static JsonObject Request() => JsonSchema.Request(
        "Which journeys are recalculated.",
        [
            new("journeys", JsonSchema.Array(
                "The ids of the journeys; all of them when it is left out or empty.",
                JsonSchema.Text("The id of a journey.", RecalculationJson.MaxId),
                max: RecalculationRequests.MaxJourneys)),
        ]);
}
