using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Activities.Segments;

/// <summary>
/// A column of contact numbers that never fall, one entry a run of equal ones: the gap to the contact before, doubled, plus 1
/// if the run is longer than one row; then the run's rows less two.
/// </summary>
internal static class ContactRuns
{
    public static void Encode(ByteWriter target, ReadOnlySpan<int> contacts)
    {
        var previous = -1;
        for (var row = 0; row < contacts.Length;)
        {
            var contact = contacts[row];
            var end = row + 1;
            while (end < contacts.Length && contacts[end] == contact)
                end++;
            var gap = (ulong)(contact - previous - 1) << 1;
            target.Varint(end - row == 1 ? gap : gap | 1);
            if (end - row > 1)
                target.Varint(end - row - 2);
            previous = contact;
            row = end;
        }
    }

    /// <summary>Decodes from <paramref name="position"/> to <paramref name="end"/>; at least 8 bytes follow the end.</summary>
    public static void Decode(ReadOnlySpan<byte> data, int position, int end, int contactsEnd, Span<int> contacts, BlobPart part)
    {
        var contact = -1L;
        var row = 0;
        while (row < contacts.Length)
        {
            if (position >= end)
                part.Fail("the contacts end early");
            var token = Varint.ReadPadded(data, ref position);
            if (token >= (ulong)contactsEnd << 1)
                part.Fail("a contact is out of range");
            contact += (long)(token >> 1) + 1;
            if (contact >= contactsEnd)
                part.Fail("a contact is out of range");
            if ((token & 1) == 0)
            {
                contacts[row++] = (int)contact;
                continue;
            }
            var more = position < end ? Varint.ReadPadded(data, ref position) : ulong.MaxValue;
            if (more > (ulong)(contacts.Length - row) || (int)more + 2 > contacts.Length - row)
                part.Fail("a run of contacts is out of range");
            contacts.Slice(row, (int)more + 2).Fill((int)contact);
            row += (int)more + 2;
        }
        if (position != end)
            part.Fail("the contacts do not fill their column");
    }
}
