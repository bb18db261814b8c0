using System.Text.Json;
using CustomerJourneys.Journeys.Rules;
using CustomerJourneys.Json;

namespace CustomerJourneys.Journeys.Definitions;

/// <summary>The exclusions of a stage as JSON: <c>performedActivity</c> conditions without <c>atLeast</c> and <c>withinLast</c>.</summary>
internal static class ExclusionJson
{
    // One such activity excludes, whenever it occurred between the two stages.
    private static readonly string[] Refused = ["atLeast", "withinLast"];

    /// <summary>Reads the exclusions; an absent array is empty.</summary>
    /// <returns>The exclusions, without those that are wrong (which are noted).</returns>
    public static IReadOnlyList<PerformedActivity> ReadAll(JsonMembers stage, string name)
    {
        var items = stage.Array(name);
        if (items.Count <= Stage.MaxExclusions)
            return [.. items.Select(item => Read(stage, item)).OfType<PerformedActivity>()];
        stage.Fail(name, "stage_too_many_exclusions", $"A stage has at most {Stage.MaxExclusions} exclusions; this one has {items.Count}.");
        return [];
    }

    /// <summary>Writes the exclusions; none are not written.</summary>
    public static void WriteAll(Utf8JsonWriter writer, string name, IReadOnlyList<PerformedActivity> exclusions)
    {
        if (exclusions.Count == 0)
            return;
        writer.WriteStartArray(name);
        foreach (var exclusion in exclusions)
        {
            writer.WriteStartObject();
            writer.WriteString("rule", ConditionRules.RuleOf(exclusion).Id);
            ActivityPatternJson.Write(writer, exclusion.ActivityType, exclusion.Where);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static PerformedActivity? Read(JsonMembers stage, (JsonElement Item, string Path) item)
    {
        if (stage.Nested(item) is not { } members || ConditionRules.ReadRule(members) is not { } rule)
            return null;
        if (rule is not PerformedActivityRule)
        {
            members.Fail("rule", "exclusion_rule_not_allowed", "An exclusion is a performedActivity.");
            return null;
        }

        var pattern = ActivityPatternJson.Read(members);
        foreach (var parameter in Refused.Where(parameter => members.Find(parameter) is not null))
            members.Fail(parameter, "exclusion_parameter_not_allowed", $"An exclusion has no '{parameter}': a single activity between the two stages excludes.");
        members.RejectUnknown();
        return pattern is var (type, where) ? new PerformedActivity(type, where) : null;
    }
}
