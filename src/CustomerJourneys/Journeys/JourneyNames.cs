using CustomerJourneys.Json;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Journeys;

/// <summary>Display names of journeys that are made from other ones.</summary>
public static class JourneyNames
{
    private const string CopyStart = "Copy of ";

    /// <summary>The name of a copy; cut at its end where it would be too long.</summary>
    public static string CopyOf(string displayName)
    {
        var name = CopyStart + displayName;
        if (name.Length <= JourneyJson.MaxName)
            return name;
        // Half a surrogate pair is no text, and names neither begin nor end with spaces.
        var length = char.IsHighSurrogate(name[JourneyJson.MaxName - 1]) ? JourneyJson.MaxName - 1 : JourneyJson.MaxName;
        return name[..length].TrimEnd();
    }

    /// <summary>Reads <c>{"displayName":"…"}</c>: what a caller may say about a journey that is made from another.</summary>
    /// <param name="utf8">The JSON as UTF-8, or nothing at all.</param>
    /// <returns>The name, or <see langword="null"/> when none is given.</returns>
    /// <exception cref="ProblemException">Something is wrong; its errors say what and where.</exception>
    public static string? Read(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.IsEmpty)
            return null;
        using var document = StrictJson.Parse(utf8);
        var errors = new List<FieldError>();
        string? name = null;
        if (JsonMembers.Of(document.RootElement, "", errors) is { } members)
        {
            name = members.Text("displayName", JourneyJson.MaxName)?.Trim();
            if (name is { Length: 0 })
                members.Fail("displayName", "name_empty", "'displayName' must not be empty.");
            members.RejectUnknown();
        }

        return errors.Count > 0 ? throw ProblemException.Invalid(errors) : name;
    }
}
