using System.Globalization;
using System.Text.Json;
using CustomerJourneys.Json;

namespace CustomerJourneys.Journeys.Definitions;

/// <summary>What the journey map says about a stage, as JSON. Texts are kept as they are; an absent one is not written.</summary>
internal static class StageMapJson
{
    private static readonly IReadOnlyDictionary<string, JourneyPhase> Phases = Names<JourneyPhase>();
    private static readonly IReadOnlyDictionary<string, CustomerSegment> CustomerSegments = Names<CustomerSegment>();
    private static readonly IReadOnlyDictionary<string, TouchpointKind> TouchpointKinds = Names<TouchpointKind>();

    /// <summary>Reads a map; one that says nothing is none.</summary>
    /// <returns>The map; <see langword="null"/> when there is none. What is wrong is noted.</returns>
    public static StageMap? Read(JsonMembers stage, string name)
    {
        if (stage.Nested(name) is not { } members)
            return null;
        var map = new StageMap
        {
            Phase = members.Choice("phase", Phases, "phase_unknown"),
            CustomerSegment = members.Choice("customerSegment", CustomerSegments, "customer_segment_unknown"),
            Touchpoints = ReadTouchpoints(members, "touchpoints"),
            Mindset = members.Text("mindset", StageMap.MaxText),
            CustomerNeed = members.Text("customerNeed", StageMap.MaxText),
            Engagement = members.Text("engagement", StageMap.MaxText),
            Objective = members.Text("objective", StageMap.MaxText),
            Owner = members.Text("owner", StageMap.MaxText),
            ReviewOn = members.Date("reviewOn"),
            Sources = ReadSources(members, "sources"),
            Notes = members.Text("notes", StageMap.MaxText),
        };
        members.RejectUnknown();
        // Records compare lists by reference, so the lists are put aside.
        return map.Touchpoints.Count + map.Sources.Count == 0 && map with { Touchpoints = Nothing.Touchpoints, Sources = Nothing.Sources } == Nothing ? null : map;
    }

    /// <summary>Writes a map, its arrays even when they are empty; an absent map is not written.</summary>
    public static void Write(Utf8JsonWriter writer, string name, StageMap? map)
    {
        if (map is null)
            return;
        writer.WriteStartObject(name);
        WriteText(writer, "phase", NameOf(map.Phase));
        WriteText(writer, "customerSegment", NameOf(map.CustomerSegment));
        writer.WriteStartArray("touchpoints");
        foreach (var touchpoint in map.Touchpoints)
        {
            writer.WriteStartObject();
            writer.WriteString("name", touchpoint.Name);
            writer.WriteString("kind", NameOf<TouchpointKind>(touchpoint.Kind));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        WriteText(writer, "mindset", map.Mindset);
        WriteText(writer, "customerNeed", map.CustomerNeed);
        WriteText(writer, "engagement", map.Engagement);
        WriteText(writer, "objective", map.Objective);
        WriteText(writer, "owner", map.Owner);
        WriteText(writer, "reviewOn", map.ReviewOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        writer.WriteStartArray("sources");
        foreach (var source in map.Sources)
            writer.WriteStringValue(source);
        writer.WriteEndArray();
        WriteText(writer, "notes", map.Notes);
        writer.WriteEndObject();
    }

    private static StageMap Nothing { get; } = new();

    private static IReadOnlyList<Touchpoint> ReadTouchpoints(JsonMembers map, string name)
    {
        var items = map.Array(name);
        if (items.Count <= StageMap.MaxTouchpoints)
            return [.. items.Select(item => map.Nested(item)).OfType<JsonMembers>().Select(ReadTouchpoint).OfType<Touchpoint>()];
        map.Fail(name, "too_many_touchpoints", $"A stage has at most {StageMap.MaxTouchpoints} touchpoints; this one has {items.Count}.");
        return [];
    }

    private static Touchpoint? ReadTouchpoint(JsonMembers members)
    {
        var name = NameJson.Read(members, "name", required: true);
        var kind = members.Choice("kind", TouchpointKinds, "touchpoint_kind_unknown");
        if (members.Find("kind") is null)
            members.FailMissing("kind");
        members.RejectUnknown();
        return name is null || kind is null ? null : new Touchpoint(name, kind.Value);
    }

    private static IReadOnlyList<string> ReadSources(JsonMembers map, string name)
    {
        var count = map.Count(name);
        if (count <= StageMap.MaxSources)
            return map.Texts(name, StageMap.MaxText);
        map.Fail(name, "too_many_sources", $"A stage has at most {StageMap.MaxSources} sources; this one has {count}.");
        return [];
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
            writer.WriteString(name, text);
    }

    private static Dictionary<string, T> Names<T>()
        where T : struct, Enum => Enum.GetValues<T>().ToDictionary(value => NameOf<T>(value)!, StringComparer.Ordinal);

    private static string? NameOf<T>(T? value)
        where T : struct, Enum => value is { } known ? JsonNamingPolicy.CamelCase.ConvertName(known.ToString()) : null;
}
