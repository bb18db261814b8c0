using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerJourneys.Journeys;

namespace CustomerJourneys.Testing.Journeys;

/// <summary>Definitions of an exact size, filled up with texts of the journey map, and the forms in which the same definition may be sent.</summary>
public static class LargeDefinitions
{
    private const int MaxText = 4_000;

    private static readonly JsonObject Visit = new() { ["rule"] = "visitedPage", ["page"] = "/" };

    /// <summary>What the texts are made of, each in its own way harder to write than to read.</summary>
    public static IReadOnlyList<string> Units { get; } = ["🙂", "𠀀", "é", "\u00a0", "\u2028", "\ue000", "<", "\"", "\\", "\n", "\u0001", "x"];

    /// <summary>A random definition, filled up with texts of one unit.</summary>
    /// <param name="seed">The same seed gives the same definition.</param>
    /// <param name="unit">What its texts are made of.</param>
    /// <param name="size">Its size in bytes.</param>
    public static JsonObject Random(int seed, string unit, int size) => Filled(RandomDefinitions.Next(seed), unit, size);

    /// <summary>A definition of very many conditions that leave out whatever they may: it grows on its way in.</summary>
    /// <param name="unit">What its texts are made of.</param>
    /// <param name="size">Its size in bytes.</param>
    public static JsonObject WithoutDefaults(string unit, int size)
    {
        static JsonArray Many(int count, Func<JsonNode> item) => [.. Enumerable.Range(0, count).Select(_ => item())];
        JsonObject Condition() => new()
        {
            ["rule"] = "performedActivity",
            ["activityType"] = "a",
            ["where"] = Many(5, () => new JsonObject { ["field"] = "url", ["value"] = 1e14 }),
        };
        JsonObject Stage() => new()
        {
            ["name"] = "S",
            ["conditions"] = new JsonObject { ["groups"] = Many(10, () => new JsonObject { ["conditions"] = Many(10, Condition) }) },
        };
        return Filled(new JsonObject { ["stages"] = Many(Journey.MaxStages, Stage) }, unit, size);
    }

    /// <summary>The same definition as clients may send it: short, all in escapes, and with much white space.</summary>
    public static IReadOnlyList<string> Forms(JsonObject definition) =>
    [
        Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(definition, Shortest)),
        definition.ToJsonString(),
        definition.ToJsonString(new JsonSerializerOptions(Shortest) { WriteIndented = true, IndentSize = 8 }) + new string(' ', JourneyJson.MaxBytes),
    ];

    private static JsonSerializerOptions Shortest { get; } = new() { Encoder = JourneyJson.Compact.Encoder };

    // Each stage gets a source first, so that every further one costs its bytes, its quotes and a comma.
    private static JsonObject Filled(JsonObject definition, string unit, int size)
    {
        var stages = definition["stages"]!.AsArray();
        while (stages.Count < Journey.MaxStages)
            stages.Add(new JsonObject { ["name"] = "S", ["conditions"] = new JsonObject { ["groups"] = new JsonArray(new JsonObject { ["conditions"] = new JsonArray(Visit.DeepClone()) }) } });
        var sources = stages.Select(stage => Member(Member(stage!.AsObject(), "map", () => new JsonObject()).AsObject(), "sources", () => new JsonArray()).AsArray()).ToList();
        sources.ForEach(list => list.Add(""));
        var left = size - JourneyJson.Write(JourneyText.Read(definition.ToJsonString())).Length;
        var unitSize = JsonSerializer.SerializeToUtf8Bytes(unit, Shortest).Length - 2;
        foreach (var list in sources.SelectMany(list => Enumerable.Repeat(list, 40)).TakeWhile(_ => left > 0))
        {
            var units = Math.Min(MaxText / 2 / unit.Length, Math.Max(0, left - 3) / unitSize);
            // What is left must be enough for another text, or be used up by this one.
            var rest = left - 3 - (units * unitSize);
            var padding = rest <= MaxText / 2 ? rest : 0;
            list.Add(string.Concat(Enumerable.Repeat(unit, units)) + new string('x', padding));
            left = rest - padding;
        }

        return left == 0 ? definition : throw new InvalidOperationException($"A definition of {size} bytes cannot be made: {left} are left.");
    }

    private static JsonNode Member(JsonObject owner, string name, Func<JsonNode> empty) => owner[name] ??= empty();
}
