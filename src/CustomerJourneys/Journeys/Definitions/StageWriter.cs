using System.Text.Json;

namespace CustomerJourneys.Journeys.Definitions;

/// <summary>Writes a stage as JSON, as <see cref="StageReader"/> reads it.</summary>
internal static class StageWriter
{
    /// <summary>Writes a stage; what it does not have is not written.</summary>
    public static void Write(Utf8JsonWriter writer, Stage stage)
    {
        writer.WriteStartObject();
        writer.WriteString("id", stage.Id);
        writer.WriteString("name", stage.Name);
        if (stage.Kpi is { } kpi)
            writer.WriteNumber("kpi", kpi);
        DurationJson.Write(writer, "window", stage.Window);
        ConditionSetJson.Write(writer, "conditions", stage.Conditions);
        ExclusionJson.WriteAll(writer, "excluding", stage.Excluding);
        StageMapJson.Write(writer, "map", stage.Map);
        writer.WriteEndObject();
    }
}
