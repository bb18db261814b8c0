using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Activities.Segments;

/// <summary>
/// The activity ids of up to 4,096 consecutive rows of a group, with their contacts once more: so that asking whether a
/// contact has an id reads one such block and nothing else.
/// </summary>
internal static class IdBlock
{
    public static void Encode(ByteWriter target, ReadOnlySpan<int> contacts, ActivityIds ids, ReadOnlySpan<int> rows)
    {
        var column = new ByteWriter(contacts.Length * 2);
        ContactRuns.Encode(column, contacts);
        target.Varint(column.Length);
        target.Bytes(column.Written);
        foreach (var row in rows)
            target.Varint(ids[row].Length);
        foreach (var row in rows)
            target.Bytes(ids[row]);
        target.Zeros(Varint.Padding);
    }

    /// <summary>Decodes a verified block: the contacts of its rows, and the ids, which are appended.</summary>
    public static void Decode(ReadOnlySpan<byte> block, SegmentIds about, int contactsEnd, Span<int> contacts, ActivityIds ids, BlobPart part)
    {
        var reader = new ByteReader(block, part);
        var contactBytes = reader.Count(bytesEach: 1);
        var position = reader.Position;
        reader.Bytes(contactBytes);
        if (reader.Remaining < Varint.Padding)
            part.Fail("it ends early");
        ContactRuns.Decode(block, position, position + contactBytes, contactsEnd, contacts, part);
        if (contacts[0] != about.FirstContact || contacts[^1] != about.LastContact)
            part.Fail("the contacts are not those of the footer");
        Span<ushort> lengths = stackalloc ushort[SegmentLimits.IdBlockRows];
        lengths = lengths[..contacts.Length];
        foreach (ref var length in lengths)
        {
            length = (ushort)reader.Varint(SegmentLimits.MaxIdBytes);
            if (length == 0)
                part.Fail("an id is empty");
        }
        foreach (var length in lengths)
            ids.Add(reader.Bytes(length));
        reader.EndPadded();
    }
}
