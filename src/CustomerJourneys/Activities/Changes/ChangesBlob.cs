using CustomerJourneys.Activities.Binary;
using CustomerJourneys.Activities.Segments;

namespace CustomerJourneys.Activities.Changes;

/// <summary>The stored form of <see cref="PartitionChanges"/>; the table is in <c>docs/storage-format.md</c>.</summary>
public static class ChangesBlob
{
    private const uint Magic = 0x48434A43; // "CJCH"
    private const ushort Version = 1;
    private const int HeaderLength = 12;
    private const int MinTypeBytes = 2;

    /// <summary>Writes the changes of the commits up to one.</summary>
    /// <param name="epoch">The last commit that is in it.</param>
    /// <param name="changes">The changes.</param>
    public static byte[] Write(long epoch, PartitionChanges changes)
    {
        var body = new ByteWriter((changes.Count * 2) + 64);
        body.Varint((ulong)epoch);
        WriteContacts(body, changes.Wholly);
        body.Varint(changes.ByType.Count);
        foreach (var (type, contacts) in changes.ByType.OrderBy(type => type.Key, StringComparer.Ordinal))
        {
            body.Text(type, SegmentLimits.MaxIdBytes);
            WriteContacts(body, contacts);
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
    /// <param name="epoch">The last commit that the manifest says is in it.</param>
    /// <param name="contactsEnd">One more than the greatest contact number of the partition.</param>
    /// <exception cref="CorruptBlobException">It is damaged, or of other commits.</exception>
    public static PartitionChanges Read(string name, ReadOnlySpan<byte> bytes, long epoch, int contactsEnd)
    {
        var part = BlobPart.Of(name, "changes");
        var reader = new ByteReader(bytes, part);
        if (reader.UInt32() != Magic || reader.UInt16() != Version || reader.UInt16() != 0)
            part.Fail("it holds no changes of this version");
        var checksum = reader.UInt32();
        if (Crc32C.Compute(bytes[HeaderLength..]) != checksum)
            part.Fail("the checksum differs");
        if ((long)reader.Varint(Varint.Max) != epoch)
            part.Fail("it is of another commit");
        var wholly = ReadContacts(ref reader, contactsEnd, part);
        var types = reader.Count(MinTypeBytes);
        var byType = new Dictionary<string, int[]>(types, StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < types; i++)
        {
            var type = reader.Text(SegmentLimits.MaxIdBytes);
            if (!byType.TryAdd(type, ReadContacts(ref reader, contactsEnd, part)))
                part.Fail("a type is there twice");
        }
        reader.End();
        return new PartitionChanges(byType, wholly);
    }

    private static void WriteContacts(ByteWriter target, int[] contacts)
    {
        target.Varint(contacts.Length);
        var previous = -1;
        foreach (var contact in contacts)
        {
            target.Varint(contact - previous - 1);
            previous = contact;
        }
    }

    private static int[] ReadContacts(ref ByteReader reader, int contactsEnd, BlobPart part)
    {
        var contacts = new int[reader.Count(bytesEach: 1)];
        var contact = -1L;
        for (var i = 0; i < contacts.Length; i++)
        {
            contact += reader.Varint(int.MaxValue) + 1L;
            if (contact >= contactsEnd)
                part.Fail("a contact is out of range");
            contacts[i] = (int)contact;
        }
        return contacts;
    }
}
