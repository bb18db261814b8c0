using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Activities.Segments;

/// <summary>
/// Reads the stretches of a contact dictionary for whoever only needs the ids by number: no hash table is built, so that repeats go unseen. The format is
/// that of <see cref="ContactNumbersBlob"/>.
/// </summary>
public static class ContactIdsBlob
{
    /// <summary>Reads the stretches of a whole dictionary.</summary>
    /// <param name="stretches">The blobs in the order of the manifest: name, bytes, and how many contacts the manifest says it holds.</param>
    /// <exception cref="CorruptBlobException">One is damaged, or not the stretch that follows.</exception>
    public static ContactIds Read(IReadOnlyList<(string Name, ReadOnlyMemory<byte> Bytes, int Count)> stretches)
    {
        var buffer = new byte[stretches.Sum(stretch => stretch.Bytes.Length)];
        var contacts = stretches.Sum(stretch => stretch.Count);
        var (starts, lengths) = (new int[contacts], new ushort[contacts]);
        var (first, offset) = (0, 0);
        foreach (var (name, bytes, count) in stretches)
        {
            bytes.Span.CopyTo(buffer.AsSpan(offset));
            ReadStretch(name, bytes.Span, first, offset, starts.AsSpan(first, count), lengths.AsSpan(first, count));
            (first, offset) = (first + count, offset + bytes.Length);
        }

        return new ContactIds(buffer, starts, lengths);
    }

    private static void ReadStretch(string name, ReadOnlySpan<byte> bytes, int first, int offset, Span<int> starts, Span<ushort> lengths)
    {
        var part = BlobPart.Of(name, "contacts");
        var reader = ContactNumbersBlob.Open(bytes, part, first, starts.Length);
        for (var i = 0; i < starts.Length; i++)
        {
            var id = reader.TextBytes(SegmentLimits.MaxIdBytes);
            if (id.IsEmpty)
                part.Fail("a contact is empty");
            (starts[i], lengths[i]) = (offset + reader.Position - id.Length, (ushort)id.Length);
        }

        reader.End();
    }
}
