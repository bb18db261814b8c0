using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Activities.Segments;

/// <summary>A stored stretch of a partition's contact dictionary: the ids of consecutive contacts.</summary>
public static class ContactNumbersBlob
{
    private const uint Magic = 0x44434A43; // "CJCD"
    private const ushort Version = 1;
    private const int HeaderLength = 20;

    /// <summary>Writes the contacts from <paramref name="first"/> to the last.</summary>
    public static byte[] Write(ContactNumbers contacts, int first)
    {
        var body = new ByteWriter((contacts.Count - first) * 24);
        for (var contact = first; contact < contacts.Count; contact++)
        {
            var id = contacts.BytesOf(contact);
            body.Varint(id.Length);
            body.Bytes(id);
        }
        var blob = new ByteWriter(HeaderLength + body.Length);
        blob.UInt32(Magic);
        blob.UInt16(Version);
        blob.UInt16(0);
        blob.UInt32((uint)first);
        blob.UInt32((uint)(contacts.Count - first));
        blob.UInt32(Crc32C.Compute(body.Written));
        blob.Bytes(body.Written);
        return blob.ToArray();
    }

    /// <summary>Adds a stretch to a dictionary that ends where it starts.</summary>
    /// <param name="contacts">The dictionary so far.</param>
    /// <param name="name">The blob's name, for errors.</param>
    /// <param name="bytes">The blob's bytes.</param>
    /// <param name="count">How many contacts the manifest says it holds.</param>
    /// <exception cref="CorruptBlobException">It is damaged, or not the stretch that follows.</exception>
    public static void ReadInto(ContactNumbers contacts, string name, ReadOnlySpan<byte> bytes, int count)
    {
        var part = BlobPart.Of(name, "contacts");
        var reader = Open(bytes, part, contacts.Count, count);
        for (var i = 0; i < count; i++)
        {
            var id = reader.TextBytes(SegmentLimits.MaxIdBytes);
            var next = contacts.Count;
            if (id.IsEmpty || contacts.FindOrAdd(id) != next)
                part.Fail("a contact is empty or there twice");
        }
        reader.End();
    }

    /// <summary>Checks that it is the stretch which begins at a contact, and that it is whole.</summary>
    /// <returns>A reader of its ids.</returns>
    internal static ByteReader Open(ReadOnlySpan<byte> bytes, BlobPart part, int first, int count)
    {
        var reader = new ByteReader(bytes, part);
        if (reader.UInt32() != Magic || reader.UInt16() != Version || reader.UInt16() != 0)
            part.Fail("it is no contact dictionary of this version");
        if (reader.UInt32() != first || reader.UInt32() != count)
            part.Fail("it is another stretch of contacts");
        var checksum = reader.UInt32();
        if (Crc32C.Compute(bytes[HeaderLength..]) != checksum)
            part.Fail("the checksum differs");
        return reader;
    }
}
