using System.Text.Json.Nodes;
using CustomerJourneys.Testing;

namespace CustomerJourneys.EndToEnd.Tests.SharedData;

/// <summary>The cases of the semantics that are shared with other implementations: they lie beside the repository and are only read.</summary>
public static class SharedCases
{
    /// <summary>The file, or <see langword="null"/> where it is not there.</summary>
    public static string? File { get; } = SharedFolder.Find("cases", "cases.json");

    /// <summary>
    /// Reads all cases, each told so that all of them can be in one store: the contacts and types of a case are its own.
    /// </summary>
    public static IReadOnlyList<SharedCase> Read() =>
        [.. JsonNode.Parse(System.IO.File.ReadAllBytes(File!))!.AsArray().Select((item, i) => new SharedCase(item!.AsObject(), $"case{i}."))];
}

/// <summary>One case.</summary>
public sealed class SharedCase
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly JsonObject _told;
    private readonly string _own;

    internal SharedCase(JsonObject told, string own)
    {
        _told = told;
        _own = own;
        Journey = told["journey"]!.DeepClone().AsObject();
        Journey["displayName"] = Name;
        OwnTypes(Journey);
    }

    /// <summary>What it shows.</summary>
    public string Name => (string)_told["name"]!;

    /// <summary>The definition.</summary>
    public JsonObject Journey { get; }

    /// <summary>How many contacts reach each stage.</summary>
    public long[] Converted => [.. _told["expectedConverted"]!.AsArray().Select(count => (long)count!)];

    /// <summary>The activities, as a batch takes them.</summary>
    public IEnumerable<JsonNode> Activities() => _told["events"]!.AsArray().Select(told => (JsonNode)new JsonObject
    {
        ["contactId"] = _own + (string)told!["contact"]!,
        ["type"] = _own + (string)told["type"]!,
        ["occurredAt"] = At((double)told["second"]!),
        ["value"] = told["value"]?.ToString() ?? "",
    });

    /// <summary>Who reaches a stage and when, as the list of the stage has it: by time, then by contact.</summary>
    /// <param name="stage">The stage, from 0.</param>
    public IEnumerable<(string Contact, DateTimeOffset ReachedAt)> Reached(int stage) => _told["expectedReach"]!.AsObject()
        .Where(contact => contact.Value!.AsArray().Count > stage)
        .Select(contact => (Contact: _own + contact.Key, ReachedAt: Start.AddSeconds((double)contact.Value!.AsArray()[stage]!)))
        .OrderBy(reached => reached.ReachedAt).ThenBy(reached => reached.Contact, StringComparer.Ordinal);

    private static string At(double second) => Start.AddSeconds(second).UtcDateTime.ToString("O", null);

    private void OwnTypes(JsonNode node)
    {
        if (node is JsonObject members)
        {
            if (members["activityType"] is { } type)
                members["activityType"] = _own + (string)type!;
            foreach (var member in members.Select(member => member.Value).OfType<JsonNode>().ToList())
                OwnTypes(member);
        }
        else if (node is JsonArray items)
        {
            foreach (var item in items.OfType<JsonNode>().ToList())
                OwnTypes(item);
        }
    }
}

/// <summary>A test of the shared cases; skipped, with a message, where they are absent.</summary>
public sealed class SharedCasesFactAttribute : FactAttribute
{
    public SharedCasesFactAttribute() =>
        Skip = SharedCases.File is null ? "The shared cases (../shared/cases/cases.json) are not beside this repository." : null;
}
