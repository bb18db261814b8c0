using System.Text;

namespace CustomerJourneys.Activities;

/// <summary>The ids of a partition's contacts by number: UTF-8 in one buffer, without a string a contact. Immutable.</summary>
public sealed class ContactIds
{
    private readonly byte[] _bytes;
    private readonly int[] _starts;
    private readonly ushort[] _lengths;

    /// <summary>Takes ids that lie in a buffer.</summary>
    /// <param name="bytes">The buffer; it must not change any more.</param>
    /// <param name="starts">Where the id of each contact begins.</param>
    /// <param name="lengths">How many bytes each has.</param>
    internal ContactIds(byte[] bytes, int[] starts, ushort[] lengths)
    {
        (_bytes, _starts, _lengths) = (bytes, starts, lengths);
        foreach (var length in lengths)
            MaxLength = Math.Max(MaxLength, length);
    }

    /// <summary>How many contacts.</summary>
    public int Count => _starts.Length;

    /// <summary>About how many bytes of memory they take.</summary>
    public long Size => _bytes.Length + ((sizeof(int) + sizeof(ushort)) * (long)Count);

    /// <summary>How many bytes the longest id has.</summary>
    public int MaxLength { get; }

    /// <summary>The id of a contact as UTF-8.</summary>
    /// <param name="contact">The contact's number.</param>
    public ReadOnlySpan<byte> this[int contact] => _bytes.AsSpan(_starts[contact], _lengths[contact]);

    /// <summary>The id of a contact.</summary>
    /// <param name="contact">The contact's number.</param>
    public string IdOf(int contact) => Encoding.UTF8.GetString(this[contact]);

    /// <summary>The number of a contact, or -1: looks at all of them.</summary>
    /// <param name="id">Its id.</param>
    public int IndexOf(string id)
    {
        var utf8 = Encoding.UTF8.GetBytes(id);
        for (var contact = 0; contact < Count; contact++)
        {
            if (this[contact].SequenceEqual(utf8))
                return contact;
        }

        return -1;
    }

    /// <summary>All ids by number, as strings: for the few places that compare or show them.</summary>
    public IReadOnlyList<string> ToStrings() => [.. Enumerable.Range(0, Count).Select(IdOf)];

    /// <summary>Some of the contacts, numbered anew in the given order; the buffer is shared.</summary>
    /// <param name="contacts">Their numbers here.</param>
    public ContactIds Select(ReadOnlySpan<int> contacts)
    {
        var (starts, lengths) = (new int[contacts.Length], new ushort[contacts.Length]);
        for (var i = 0; i < contacts.Length; i++)
            (starts[i], lengths[i]) = (_starts[contacts[i]], _lengths[contacts[i]]);
        return new ContactIds(_bytes, starts, lengths);
    }

    /// <summary>The same with no id for some contacts.</summary>
    /// <param name="contacts">The numbers that stand for nobody any more.</param>
    public ContactIds Without(IReadOnlyList<int> contacts)
    {
        if (contacts.Count == 0)
            return this;
        ushort[] lengths = [.. _lengths];
        foreach (var contact in contacts)
            lengths[contact] = 0;
        return new ContactIds(_bytes, _starts, lengths);
    }

    /// <summary>Ids that are strings.</summary>
    /// <param name="ids">The ids, by number; each of at most 65,535 bytes.</param>
    public static ContactIds Of(IReadOnlyCollection<string> ids)
    {
        var (bytes, starts, lengths) = (new List<byte>(), new int[ids.Count], new ushort[ids.Count]);
        var contact = 0;
        foreach (var id in ids)
        {
            var utf8 = Encoding.UTF8.GetBytes(id);
            (starts[contact], lengths[contact]) = (bytes.Count, checked((ushort)utf8.Length));
            bytes.AddRange(utf8);
            contact++;
        }

        return new ContactIds([.. bytes], starts, lengths);
    }
}
