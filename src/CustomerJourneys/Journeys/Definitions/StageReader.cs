using System.Text.Json;
using CustomerJourneys.Json;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Journeys.Definitions;

/// <summary>Reads the stages of one definition, in their order, and holds them to the rules that stages have among themselves.</summary>
internal sealed class StageReader(IdSource ids, IReadOnlyCollection<string> knownStageIds, List<FieldError> errors)
{
    private readonly HashSet<string> _usedIds = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Whether the first stage may be reached by what a contact is, at no time that a window could count from.</summary>
    public bool MayStartWithoutActivity { get; private set; }

    /// <summary>Reads the next stage.</summary>
    /// <returns>The stage; <see langword="null"/> when something is wrong (which is noted).</returns>
    public Stage? Read(JsonElement item, string path)
    {
        var number = ++_count;
        if (JsonMembers.Of(item, path, errors) is not { } members)
            return null;
        var id = ReadId(members);
        var name = NameJson.Read(members, "name", required: true);
        var kpi = members.WholeNumber("kpi", 1, int.MaxValue, "kpi_out_of_range");
        var window = DurationJson.Read(members, "window");
        var conditions = ReadConditions(members, number);
        var excluding = ExclusionJson.ReadAll(members, "excluding");
        var map = StageMapJson.Read(members, "map");
        CheckPlace(members, number);
        members.RejectUnknown();
        return name is null || conditions is null
            ? null
            : new Stage(id ?? ids.NewId(), name, kpi, conditions) { Window = window, Excluding = excluding, Map = map };
    }

    /// <summary>Notes that a window has no time to count from.</summary>
    public static void FailWithoutStart(JsonMembers members, string name) => members.Fail(
        name,
        "window_needs_activity_start",
        $"'{name}' counts from the time of the first stage, which has none where conditions on the contact alone fulfil it. Add an activity to every way of fulfilling the first stage.");

    private string? ReadId(JsonMembers members)
    {
        var id = members.Text("id", 64);
        if (id is not null && !knownStageIds.Contains(id))
            members.Fail("id", "stage_id_unknown", "This journey has no stage of this id; leave the id out for a new stage.");
        else if (id is not null && !_usedIds.Add(id))
            members.Fail("id", "stage_id_twice", "Two stages have this id.");
        return id;
    }

    private ConditionSet? ReadConditions(JsonMembers members, int number)
    {
        if (members.Find("conditions") is not { } value)
        {
            members.Fail("conditions", "stage_needs_condition", "A stage has at least one condition.");
            return null;
        }

        if (ConditionSetJson.Read(value, members.PathOf("conditions"), errors) is not { } conditions)
            return null;
        var ways = WaySorts.Of(conditions);
        if (number == 1)
            MayStartWithoutActivity = ways.Contains(WayParts.Contact);
        if (!ways.All(way => way.HasFlag(WayParts.Activity) || (number == 1 && way == WayParts.Contact)))
        {
            members.Fail("conditions", "stage_needs_activity", number == 1
                ? "Every way of fulfilling the first stage needs an activity that was performed, or consists of conditions on the contact alone."
                : "Every way of fulfilling a stage needs an activity that was performed; what was not performed, and conditions on the contact, stand beside it.");
        }

        return conditions;
    }

    // Both are about the time since the stage before, which the first stage does not have.
    private void CheckPlace(JsonMembers members, int number)
    {
        var hasWindow = members.Find("window") is not null;
        if (number == 1 && hasWindow)
            members.Fail("window", "window_on_first_stage", "A stage window counts from the stage before, and none is before the first; a journey's conversionWindow counts from the first stage.");
        if (number == 1 && members.Count("excluding") > 0)
            members.Fail("excluding", "excluding_on_first_stage", "An exclusion looks at the time since the stage before, and none is before the first.");
        if (number == 2 && hasWindow && MayStartWithoutActivity)
            FailWithoutStart(members, "window");
    }
}
