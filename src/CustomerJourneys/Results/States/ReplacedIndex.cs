using System.Collections.Frozen;
using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Results.States;

/// <summary>What states of some contacts replace of the earlier states of all.</summary>
/// <param name="Converted">How many of the replaced contacts had reached each stage.</param>
/// <param name="Stopped">How many of them had reached each stage and no later one.</param>
/// <param name="Count">How many contacts are replaced.</param>
/// <param name="Offset">Where their numbers are: bytes from the start of the journey's blocks.</param>
/// <param name="Length">How many bytes they have.</param>
/// <param name="Checksum">CRC-32C of these bytes.</param>
internal sealed record ReplacedIndex(IReadOnlyList<int> Converted, IReadOnlyList<int> Stopped, int Count, long Offset, int Length, uint Checksum)
{
    private FrozenSet<int>? _contacts;

    /// <summary>Whether a contact is replaced. Only once the numbers are loaded.</summary>
    public bool Contains(int contact) => _contacts!.Contains(contact);

    /// <summary>Takes the numbers.</summary>
    /// <param name="blob">The name of the blob, for errors.</param>
    /// <param name="bytes">The bytes at <see cref="Offset"/>.</param>
    /// <param name="contactsEnd">One more than the greatest number there is.</param>
    /// <exception cref="CorruptBlobException">The bytes are not what was written.</exception>
    public void Load(string blob, ReadOnlySpan<byte> bytes, int contactsEnd)
    {
        var part = BlobPart.Of(blob, "replaced");
        part.Verify(bytes, Length, Checksum);
        var reader = new ByteReader(bytes, part);
        var contacts = new List<int>();
        var contact = -1;
        while (reader.Remaining > 0)
        {
            contact += 1 + reader.Varint(Math.Max(0, contactsEnd - contact - 2));
            if (contact >= contactsEnd)
                part.Fail("a contact is out of range");
            contacts.Add(contact);
        }

        if (contacts.Count != Count)
            part.Fail("the counts of the head and of the contacts differ");
        _contacts = contacts.ToFrozenSet();
    }
}
