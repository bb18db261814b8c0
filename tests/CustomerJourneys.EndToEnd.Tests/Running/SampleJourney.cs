using System.Text.Json.Nodes;

namespace CustomerJourneys.EndToEnd.Tests.Running;

/// <summary>Definitions of journeys whose stages are types of activities.</summary>
public static class SampleJourney
{
    /// <summary>A journey with one stage for each text; the types in a text are alternatives: <c>"catalog", "product1|product2"</c>.</summary>
    public static JsonObject Of(params string[] stages) => new()
    {
        ["displayName"] = string.Join(" > ", stages),
        ["stages"] = new JsonArray([.. stages.Select(Stage)]),
    };

    private static JsonNode Stage(string types) => new JsonObject
    {
        ["name"] = types,
        ["conditions"] = new JsonObject
        {
            ["match"] = "all",
            ["groups"] = new JsonArray(new JsonObject
            {
                ["match"] = "any",
                ["conditions"] = new JsonArray([.. types.Split('|').Select(Condition)]),
            }),
        },
    };

    private static JsonNode Condition(string type) => new JsonObject { ["rule"] = "performedActivity", ["activityType"] = type };
}
