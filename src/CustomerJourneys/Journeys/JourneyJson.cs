using System.Text.Json;
using CustomerJourneys.Journeys.Rules;
using CustomerJourneys.Json;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Journeys;

/// <summary>
/// A journey's definition as JSON: the one form in which the API takes it and gives it. Reading is strict and notes every error
/// with its path; writing keeps a stable order of members.
/// </summary>
public static class JourneyJson
{
    /// <summary>The longest name of a journey or a stage, in characters.</summary>
    public const int MaxName = 200;

    /// <summary>The largest definition, in bytes of UTF-8.</summary>
    public const int MaxBytes = 512 * 1024;

    // What an answer adds to a definition. A client may send back what it was given, so they are let through and not read.
    private static readonly string[] AnswerMembers = ["id", "version", "createdAt", "modifiedAt"];

    private static readonly PartLimit StageLimit = new("A journey", "stage", Journey.MaxStages, "journey_needs_stage", "journey_too_many_stages");
    private static readonly PartLimit GroupLimit = new("A stage", "group", ConditionSet.MaxGroups, "stage_needs_condition", "stage_too_many_groups");
    private static readonly PartLimit ConditionLimit = new("A group", "condition", ConditionGroup.MaxConditions, "group_needs_condition", "group_too_many_conditions");

    private static readonly Dictionary<string, Match> Matches = new(StringComparer.Ordinal) { ["all"] = Match.All, ["any"] = Match.Any };

    /// <summary>Reads a definition.</summary>
    /// <param name="utf8">The JSON as UTF-8.</param>
    /// <param name="ids">Gives the ids of stages that come without one.</param>
    /// <param name="scheduledByDefault">Whether a journey that does not say so is recalculated by the schedule.</param>
    /// <param name="knownStageIds">The stage ids of the version that is replaced: these are kept, any other is an error.</param>
    /// <exception cref="ProblemException">Something is wrong; its errors say what and where.</exception>
    public static Journey Read(ReadOnlyMemory<byte> utf8, IdSource ids, bool scheduledByDefault, IReadOnlyCollection<string> knownStageIds)
    {
        if (utf8.Length > MaxBytes)
            throw ProblemException.Invalid("", "journey_too_large", $"A definition has at most {MaxBytes} bytes; this one has {utf8.Length}.");
        using var document = StrictJson.Parse(utf8);
        var errors = new List<FieldError>();
        var journey = JsonMembers.Of(document.RootElement, "", errors) is { } members
            ? ReadJourney(members, ids, scheduledByDefault, knownStageIds, errors)
            : null;
        return errors.Count > 0 ? throw ProblemException.Invalid(errors) : journey!;
    }

    /// <summary>Writes the members of a definition into an object that is open.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, Journey journey)
    {
        writer.WriteString("displayName", journey.DisplayName);
        writer.WriteBoolean("scheduledRecalculation", journey.ScheduledRecalculation);
        ActivityRangeJson.Write(writer, "activityRange", journey.ActivityRange);
        writer.WriteStartArray("stages");
        foreach (var stage in journey.Stages)
            WriteStage(writer, stage);
        writer.WriteEndArray();
    }

    private static Journey ReadJourney(
        JsonMembers members, IdSource ids, bool scheduledByDefault, IReadOnlyCollection<string> knownStageIds, List<FieldError> errors)
    {
        var displayName = ReadName(members, "displayName", required: false);
        var scheduled = members.Boolean("scheduledRecalculation") ?? scheduledByDefault;
        var range = ActivityRangeJson.Read(members, "activityRange", errors);
        var usedIds = new HashSet<string>(StringComparer.Ordinal);
        var stages = ReadParts(members, "stages", StageLimit, (item, path) => ReadStage(item, path, ids, knownStageIds, usedIds, errors));
        foreach (var name in AnswerMembers)
            members.Find(name);
        members.RejectUnknown();
        return new Journey(displayName ?? Journey.DefaultDisplayName, scheduled, stages ?? []) { ActivityRange = range };
    }

    private static Stage? ReadStage(
        JsonElement item, string path, IdSource ids, IReadOnlyCollection<string> knownStageIds, HashSet<string> usedIds, List<FieldError> errors)
    {
        if (JsonMembers.Of(item, path, errors) is not { } members)
            return null;
        var id = members.Text("id", 64);
        if (id is not null && !knownStageIds.Contains(id))
            members.Fail("id", "stage_id_unknown", "This journey has no stage of this id; leave the id out for a new stage.");
        else if (id is not null && !usedIds.Add(id))
            members.Fail("id", "stage_id_twice", "Two stages have this id.");
        var name = ReadName(members, "name", required: true);
        var kpi = members.WholeNumber("kpi", 1, int.MaxValue, "kpi_out_of_range");
        ConditionSet? conditions = null;
        if (members.Find("conditions") is { } value)
            conditions = ReadConditions(value, members.PathOf("conditions"), errors);
        else
            members.Fail("conditions", "stage_needs_condition", "A stage has at least one condition.");
        members.RejectUnknown();
        return name is null || conditions is null ? null : new Stage(id ?? ids.NewId(), name, kpi, conditions);
    }

    private static ConditionSet? ReadConditions(JsonElement value, string path, List<FieldError> errors)
    {
        if (JsonMembers.Of(value, path, errors) is not { } members)
            return null;
        var match = members.Choice("match", Matches, "match_unknown") ?? Match.All;
        var groups = ReadParts(members, "groups", GroupLimit, (item, itemPath) => ReadGroup(item, itemPath, errors));
        members.RejectUnknown();
        return groups is null ? null : new ConditionSet(match, groups);
    }

    private static ConditionGroup? ReadGroup(JsonElement value, string path, List<FieldError> errors)
    {
        if (JsonMembers.Of(value, path, errors) is not { } members)
            return null;
        var match = members.Choice("match", Matches, "match_unknown") ?? Match.All;
        var conditions = ReadParts(members, "conditions", ConditionLimit, (item, itemPath) => ConditionRules.Read(item, itemPath, errors));
        members.RejectUnknown();
        return conditions is null ? null : new ConditionGroup(match, conditions);
    }

    private static IReadOnlyList<T>? ReadParts<T>(JsonMembers members, string name, PartLimit limit, Func<JsonElement, string, T?> read)
        where T : class
    {
        var items = members.Array(name);
        if (members.Find(name) is { ValueKind: not JsonValueKind.Array })
            return null;
        if (items.Count == 0)
            members.Fail(name, limit.NoneCode, $"{limit.Owner} has at least one {limit.Part}.");
        else if (items.Count > limit.Most)
            members.Fail(name, limit.TooManyCode, $"{limit.Owner} has at most {limit.Most} {limit.Part}s; this one has {items.Count}.");
        if (items.Count == 0 || items.Count > limit.Most)
            return null;
        var parts = items.Select(item => read(item.Item, item.Path)).ToList();
        return parts.Contains(null) ? null : [.. parts.OfType<T>()];
    }

    private static string? ReadName(JsonMembers members, string name, bool required)
    {
        var text = members.Text(name, MaxName, required)?.Trim();
        if (text is not { Length: 0 })
            return text;
        members.Fail(name, "name_empty", $"'{name}' must not be empty.");
        return null;
    }

    private static void WriteStage(Utf8JsonWriter writer, Stage stage)
    {
        writer.WriteStartObject();
        writer.WriteString("id", stage.Id);
        writer.WriteString("name", stage.Name);
        if (stage.Kpi is { } kpi)
            writer.WriteNumber("kpi", kpi);
        writer.WriteStartObject("conditions");
        WriteMatch(writer, stage.Conditions.Match);
        writer.WriteStartArray("groups");
        foreach (var group in stage.Conditions.Groups)
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
        writer.WriteEndObject();
    }

    private static void WriteMatch(Utf8JsonWriter writer, Match match) => writer.WriteString("match", match == Match.All ? "all" : "any");

    private sealed record PartLimit(string Owner, string Part, int Most, string NoneCode, string TooManyCode);
}
