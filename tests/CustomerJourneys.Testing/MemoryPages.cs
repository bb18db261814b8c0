using System.Buffers.Text;
using System.Text;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Testing;

/// <summary>Pages of a list that is ordered by id, the newest first, with tokens that only their own list takes.</summary>
internal static class MemoryPages
{
    /// <summary>Cuts a page.</summary>
    /// <param name="list">The name of the list.</param>
    /// <param name="things">All of it, in any order.</param>
    /// <param name="idOf">The id of a thing.</param>
    /// <param name="top">How many at most, 1 to 1,000.</param>
    /// <param name="continuation">The token of the previous page.</param>
    public static Page<T> Read<T>(string list, IEnumerable<T> things, Func<T, string> idOf, int top, string? continuation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(top, 1_000);
        var after = After(list, continuation);
        var rest = things
            .OrderByDescending(idOf, StringComparer.Ordinal)
            .Where(thing => after is null || string.CompareOrdinal(idOf(thing), after) < 0)
            .Take(top + 1)
            .ToList();
        return rest.Count <= top
            ? new Page<T>(rest, null)
            : new Page<T>(rest[..top], Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{list}|{idOf(rest[top - 1])}")));
    }

    private static string? After(string list, string? continuation)
    {
        if (string.IsNullOrEmpty(continuation))
            return null;
        var text = Base64Url.IsValid(continuation) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(continuation)) : "";
        return text.StartsWith(list + "|", StringComparison.Ordinal)
            ? text[(list.Length + 1)..]
            : throw ProblemException.Invalid("continuation", "continuation_invalid", "The continuation token is not one that this list issued.");
    }
}
