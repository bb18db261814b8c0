using System.Text.Json;
using CustomerJourneys.Json;

namespace CustomerJourneys.Journeys.Definitions;

/// <summary>How many parts a whole may have, and the codes of those who have too few or too many.</summary>
internal sealed record PartLimit(string Owner, string Part, int Most, string NoneCode, string TooManyCode);

/// <summary>Arrays of parts: stages, groups, conditions.</summary>
internal static class PartsJson
{
    /// <summary>Reads an array of at least one part. Of too many parts none is read.</summary>
    /// <returns>The parts; <see langword="null"/> when one of them or their number is wrong (which is noted).</returns>
    public static IReadOnlyList<T>? Read<T>(JsonMembers members, string name, PartLimit limit, Func<JsonElement, string, T?> read)
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
}
