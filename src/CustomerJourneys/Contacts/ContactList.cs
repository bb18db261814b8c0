using System.Buffers.Text;
using System.Globalization;
using System.Text;
using CustomerJourneys.Activities;
using CustomerJourneys.Problems;

namespace CustomerJourneys.Contacts;

/// <summary>Lists contacts, known or anonymous, in the order in which their partitions first saw them, which never changes.</summary>
public sealed class ContactList(SharedFold present, IActivityStore activities)
{
    /// <summary>How many contacts a page has unless the caller says otherwise.</summary>
    public const int DefaultTop = 50;

    /// <summary>The most contacts of a page.</summary>
    public const int MaxTop = 1_000;

    /// <summary>The longest search, in characters.</summary>
    public const int MaxSearch = 200;

    /// <summary>Reads one page, with everything that was acknowledged before the call.</summary>
    /// <param name="search">A part of the name, the e-mail address or the id, compared ignoring case; all contacts without it.</param>
    /// <param name="top">How many at most; <see langword="null"/> for <see cref="DefaultTop"/>.</param>
    /// <param name="continuation">The token of the previous page.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="ProblemException"><c>top_out_of_range</c>, <c>search_too_long</c>, <c>continuation_invalid</c>.</exception>
    public async Task<Page<ListedContact>> ReadAsync(string? search, int? top, string? continuation, CancellationToken cancellation)
    {
        ContactProblems.CheckTop(top, MaxTop);
        if (search?.Length > MaxSearch)
            throw ProblemException.Invalid("search", "search_too_long", $"A search has at most {MaxSearch} characters.");
        var (partition, first) = ReadToken(continuation);
        var pins = await present.FoldAsync(cancellation);
        var items = new List<ListedContact>();
        for (; partition < pins.Count; partition++, first = 0)
        {
            var snapshot = await activities.OpenAsync(pins[partition], cancellation);
            var contacts = new NamedContacts(
                await snapshot.ReadContactIdsAsync(cancellation), await snapshot.ReadContactsAsync(ContactRules.Fixed, [], cancellation));
            foreach (var contact in contacts.Find(search, first))
            {
                if (items.Count == (top ?? DefaultTop))
                    return new Page<ListedContact>(items, Token(partition, contact));
                items.Add(contacts[contact]);
            }
        }

        return new Page<ListedContact>(items, null);
    }

    private static string Token(int partition, int first) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{partition}/{first}")));

    private static (int Partition, int First) ReadToken(string? token)
    {
        if (token is null)
            return (0, 0);
        if (token.Length <= 64 && Base64Url.IsValid(token)
            && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)).Split('/') is [var partition, var first]
            && int.TryParse(partition, NumberStyles.None, CultureInfo.InvariantCulture, out var read)
            && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var contact))
            return (read, contact);
        throw ContactProblems.Continuation();
    }
}

/// <summary>A contact in a list.</summary>
/// <param name="ContactId">The contact.</param>
/// <param name="Name">First and last name, or <see langword="null"/>.</param>
/// <param name="Email">Its e-mail address, or <see langword="null"/>.</param>
public sealed record ListedContact(string ContactId, string? Name, string? Email);
