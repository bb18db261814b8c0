using System.Buffers.Text;
using System.Text;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Storage.Rows;

/// <summary>Opaque tokens that say where the next page of a list begins.</summary>
internal static class Continuation
{
    /// <summary>A token for what comes after an id.</summary>
    /// <param name="list">Which list, so that a token of another one is refused.</param>
    /// <param name="id">The last id that was looked at.</param>
    public static string After(string list, string id) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"1|{list}|{id}"));

    /// <summary>The id in a token, or <see langword="null"/> without a token.</summary>
    /// <exception cref="ProblemException">The token is not one of this list.</exception>
    public static string? Read(string list, string? token)
    {
        if (string.IsNullOrEmpty(token))
            return null;
        var start = $"1|{list}|";
        if (Base64Url.IsValid(token))
        {
            var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token));
            if (text.StartsWith(start, StringComparison.Ordinal) && StorageKey.IsAscending(text[start.Length..]))
                return text[start.Length..];
        }

        throw ProblemException.Invalid("continuation", "continuation_invalid", "The continuation token is not one that this list issued.");
    }
}
