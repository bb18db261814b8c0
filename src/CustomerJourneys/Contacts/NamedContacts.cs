using System.Text;
using CustomerJourneys.Activities;

namespace CustomerJourneys.Contacts;

/// <summary>The contacts of a partition with their names and e-mail addresses, to be searched. Each distinct value is looked at once.</summary>
public sealed class NamedContacts
{
    private readonly ContactIds _ids;
    private readonly FieldColumn? _email;
    private readonly FieldColumn? _first;
    private readonly FieldColumn? _last;

    /// <summary>Takes what was read of a partition.</summary>
    /// <param name="ids">The ids; empty for numbers that stand for nobody.</param>
    /// <param name="columns">With the attributes of <see cref="ContactRules.Fixed"/>.</param>
    public NamedContacts(ContactIds ids, ContactColumns columns)
    {
        _ids = ids;
        columns.Attributes.TryGetValue(ContactRules.Email, out _email);
        columns.Attributes.TryGetValue("firstName", out _first);
        columns.Attributes.TryGetValue("lastName", out _last);
    }

    /// <summary>A contact.</summary>
    /// <param name="contact">Its number.</param>
    public ListedContact this[int contact] => new(_ids.IdOf(contact), NameOf(contact), Text(_email, contact) is { Length: > 0 } email ? email : null);

    /// <summary>The numbers of those whose name, e-mail address or id has the text, ignoring case, in ascending order.</summary>
    /// <param name="search">The text; <see langword="null"/> for all.</param>
    /// <param name="first">The number to begin with.</param>
    public IEnumerable<int> Find(string? search, int first)
    {
        var emails = Matches(_email, search);
        // A space in the search may be the one between the names.
        var (firsts, lasts) = (Matches(_first, search), Matches(_last, search));
        var isOverBoth = search?.Contains(' ', StringComparison.Ordinal) == true;
        for (var contact = first; contact < _ids.Count; contact++)
        {
            if (_ids[contact].Length == 0)
                continue;
            if (search is null || Has(emails, _email, contact) || Has(firsts, _first, contact) || Has(lasts, _last, contact)
                || (isOverBoth && NameOf(contact)?.Contains(search, StringComparison.OrdinalIgnoreCase) == true)
                || IdHas(contact, search))
                yield return contact;
        }
    }

    private static bool[]? Matches(FieldColumn? column, string? search) => column is null || search is null
        ? null
        : Array.ConvertAll(column.Values, value => value.Text.Contains(search, StringComparison.OrdinalIgnoreCase));

    private static bool Has(bool[]? matches, FieldColumn? column, int contact) => matches is not null && matches[column!.Codes[contact]];

    private static string Text(FieldColumn? column, int contact) => column is null ? "" : column.Values[column.Codes[contact]].Text;

    private bool IdHas(int contact, string search)
    {
        // Ids are ASCII.
        Span<char> id = stackalloc char[ActivityRules.MaxId];
        var utf8 = _ids[contact];
        return utf8.Length >= search.Length && utf8.Length <= id.Length
            && MemoryExtensions.Contains(id[..Encoding.UTF8.GetChars(utf8, id)], search, StringComparison.OrdinalIgnoreCase);
    }

    private string? NameOf(int contact) => ContactProfile.NameOf(Text(_first, contact), Text(_last, contact));
}
