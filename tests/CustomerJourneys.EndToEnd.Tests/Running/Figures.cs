using System.Text.Json.Nodes;

namespace CustomerJourneys.EndToEnd.Tests.Running;

/// <summary>What results say.</summary>
public static class Figures
{
    /// <summary>How many contacts reached each stage.</summary>
    public static long[] Converted(JsonNode results) => [.. results["stages"]!.AsArray().Select(stage => (long)stage!["converted"]!)];

    /// <summary>How many contacts left after each stage but the last, which has none.</summary>
    public static long?[] DroppedOff(JsonNode results) => [.. results["stages"]!.AsArray().Select(stage => (long?)stage!["droppedOff"])];

    /// <summary>
    /// All figures of a result as one text: equal for equal data and definition, whatever way they came and whichever app calculated them.
    /// </summary>
    public static string Of(JsonNode results)
    {
        var figures = new JsonObject { ["contactsTotal"] = (long)results["contactsTotal"]!, ["activitiesRead"] = (long)results["activitiesRead"]! };
        var stages = results["stages"]!.DeepClone().AsArray();
        foreach (var stage in stages)
            stage!.AsObject().Remove("stageId");
        figures["stages"] = stages;
        return figures.ToJsonString();
    }
}
