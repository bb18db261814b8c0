using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Activities.Segments;

namespace CustomerJourneys.Activities.Rewriting;

/// <summary>The stored form of <see cref="RemovedContacts"/>; the table is in <c>docs/storage-format.md</c>.</summary>
public static class RemovedContactsBlob
{
    private const uint Magic = 0x4D524A43; // "CJRM"
    private const ushort Version = 1;
    private const int HeaderLength = 12;
    private const int MinEntryBytes = 4;
    private const byte Erased = 1, Merged = 2, Pending = 4;

    /// <summary>Writes the contacts.</summary>
    public static byte[] Write(RemovedContacts contacts)
    {
        var body = new ByteWriter();
        body.Bytes(contacts.KeyCheck.Length == 0 ? new byte[ErasureKey.HashLength] : Convert.FromHexString(contacts.KeyCheck));
        body.Varint(contacts.All.Count);
        var previous = -1;
        foreach (var contact in contacts.All)
        {
            body.Varint(contact.Contact - previous - 1);
            previous = contact.Contact;
            body.Byte((byte)((contact is ErasedContact ? Erased : Merged) | (contact.IsPending ? Pending : 0)));
            if (contact is ErasedContact erased)
            {
                body.Bytes(Convert.FromHexString(erased.Hash));
                continue;
            }
            var merged = (MergedContact)contact;
            body.Text(merged.Id, SegmentLimits.MaxIdBytes);
            body.Text(merged.Survivor, SegmentLimits.MaxIdBytes);
        }
        var blob = new ByteWriter(HeaderLength + body.Length);
        blob.UInt32(Magic);
        blob.UInt16(Version);
        blob.UInt16(0);
        blob.UInt32(Crc32C.Compute(body.Written));
        blob.Bytes(body.Written);
        return blob.ToArray();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="name">The blob's name, for errors.</param>
    /// <param name="bytes">The blob's bytes.</param>
    /// <param name="count">How many contacts the manifest says it holds.</param>
    /// <param name="contactsEnd">One more than the greatest contact number of the partition.</param>
    /// <exception cref="CorruptBlobException">It is damaged, or another.</exception>
    public static RemovedContacts Read(string name, ReadOnlySpan<byte> bytes, int count, int contactsEnd)
    {
        var part = BlobPart.Of(name, "removed contacts");
        var reader = new ByteReader(bytes, part);
        if (reader.UInt32() != Magic || reader.UInt16() != Version || reader.UInt16() != 0)
            part.Fail("it holds no removed contacts of this version");
        var checksum = reader.UInt32();
        if (Crc32C.Compute(bytes[HeaderLength..]) != checksum)
            part.Fail("the checksum differs");
        var check = reader.Bytes(ErasureKey.HashLength);
        var contacts = new RemovedContact[reader.Count(MinEntryBytes)];
        if (contacts.Length != count)
            part.Fail("it has another number of contacts");
        var number = -1L;
        var ids = new HashSet<string>(count, StringComparer.Ordinal);
        foreach (ref var contact in contacts.AsSpan())
        {
            number += reader.Varint(int.MaxValue) + 1L;
            if (number >= contactsEnd)
                part.Fail("a contact is out of range");
            contact = ReadContact(ref reader, (int)number, part);
            if (!ids.Add(contact is MergedContact merged ? "=" + merged.Id : ((ErasedContact)contact).Hash))
                part.Fail("an id is there twice");
        }
        reader.End();
        return new RemovedContacts(contacts, contacts.Any(contact => contact is ErasedContact) ? Convert.ToHexStringLower(check) : "");
    }

    private static RemovedContact ReadContact(ref ByteReader reader, int contact, BlobPart part)
    {
        var kind = reader.Byte();
        var isPending = (kind & Pending) != 0;
        switch (kind & ~Pending)
        {
            case Erased:
                return new ErasedContact(contact, isPending, Convert.ToHexStringLower(reader.Bytes(ErasureKey.HashLength)));
            case Merged:
                var (id, survivor) = (reader.Text(SegmentLimits.MaxIdBytes), reader.Text(SegmentLimits.MaxIdBytes));
                if (id.Length == 0 || survivor.Length == 0 || id == survivor)
                    part.Fail("a merged contact has no survivor");
                return new MergedContact(contact, isPending, id, survivor);
            default:
                throw part.Corrupt("what became of a contact is unknown");
        }
    }
}
