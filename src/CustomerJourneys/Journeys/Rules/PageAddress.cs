namespace CustomerJourneys.Journeys.Rules;

/// <summary>
/// Reduces an address to the page it names, so that two addresses of one page compare equal: scheme, host, query, fragment and a trailing
/// slash are removed, what is left is percent-decoded once. The start page of a host is <c>/</c>; the empty text stays empty.
/// </summary>
public static class PageAddress
{
    /// <summary>The page of an address, which may be a whole one or only a path.</summary>
    public static string Reduce(string address)
    {
        var rest = address.AsSpan();
        var end = rest.IndexOfAny('?', '#');
        if (end >= 0)
            rest = rest[..end];
        if (AuthorityOf(rest) is { } authority)
        {
            var slash = rest[authority..].IndexOf('/');
            rest = slash < 0 ? "/" : rest[(authority + slash)..];
        }

        if (rest.Length > 1 && rest[^1] == '/')
            rest = rest[..^1];
        return rest.Contains('%') ? Uri.UnescapeDataString(rest) : rest.ToString();
    }

    // Where the host begins: after 'scheme://', or after '//'; null where there is none.
    private static int? AuthorityOf(ReadOnlySpan<char> address)
    {
        var at = address.IndexOf("//", StringComparison.Ordinal);
        if (at == 0)
            return 2;
        if (at < 2 || address[at - 1] != ':' || !char.IsAsciiLetter(address[0]))
            return null;
        foreach (var c in address[..(at - 1)])
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.'))
                return null;
        }

        return at + 2;
    }
}
