using System.Text.Json;
using CustomerJourneys.Journeys.Rules;
using CustomerJourneys.Json;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Journeys.Definitions;

/// <summary>The conditions of a stage as JSON: <c>{"match":"all","groups":[{"match":"any","conditions":[…]}]}</c>.</summary>
internal static class ConditionSetJson
{
    private static readonly PartLimit GroupLimit = new("A stage", "group", ConditionSet.MaxGroups, "stage_needs_condition", "stage_too_many_groups");
    private static readonly PartLimit ConditionLimit = new("A group", "condition", ConditionGroup.MaxConditions, "group_needs_condition", "group_too_many_conditions");

    private static readonly Dictionary<string, Match> Matches = new(StringComparer.Ordinal) { ["all"] = Match.All, ["any"] = Match.Any };

    /// <summary>Reads the conditions.</summary>
    /// <returns>The conditions; <see langword="null"/> when something is wrong (which is noted).</returns>
    public static ConditionSet? Read(JsonElement value, string path, List<FieldError> errors)
    {
        if (JsonMembers.Of(value, path, errors) is not { } members)
            return null;
        var match = members.Choice("match", Matches, "match_unknown") ?? Match.All;
        var groups = PartsJson.Read(members, "groups", GroupLimit, (item, itemPath) => ReadGroup(item, itemPath, errors));
        members.RejectUnknown();
        return groups is null ? null : new ConditionSet(match, groups);
    }

    /// <summary>Writes the conditions.</summary>
    public static void Write(Utf8JsonWriter writer, string name, ConditionSet set)
    {
        writer.WriteStartObject(name);
        WriteMatch(writer, set.Match);
        writer.WriteStartArray("groups");
        foreach (var group in set.Groups)
        {
            writer.WriteStartObject();
            WriteMatch(writer, group.Match);
            writer.WriteStartArray("conditions");
            foreach (var condition in group.Conditions)
                ConditionRules.Write(writer, condition);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static ConditionGroup? ReadGroup(JsonElement value, string path, List<FieldError> errors)
    {
        if (JsonMembers.Of(value, path, errors) is not { } members)
            return null;
        var match = members.Choice("match", Matches, "match_unknown") ?? Match.All;
        var conditions = PartsJson.Read(members, "conditions", ConditionLimit, (item, itemPath) => ConditionRules.Read(item, itemPath, errors));
        members.RejectUnknown();
        return conditions is null ? null : new ConditionGroup(match, conditions);
    }

    private static void WriteMatch(Utf8JsonWriter writer, Match match) => writer.WriteString("match", match == Match.All ? "all" : "any");
}
