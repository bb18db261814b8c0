using System.Buffers;
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

    /// <summary>Decodes from <paramref name="position"/> to <paramref name="end"/>, one contact a row; at least 8 bytes follow the end.</summary>
    public static void Decode(ReadOnlySpan<byte> data, int position, int end, int contactsEnd, Span<int> contacts, BlobPart part)
    {
        var runContacts = ArrayPool<int>.Shared.Rent(contacts.Length);
        var runStarts = ArrayPool<int>.Shared.Rent(contacts.Length + 1);
        var runs = DecodeRuns(data, position, end, contactsEnd, contacts.Length, runContacts, runStarts, part);
        for (var run = 0; run < runs; run++)
            contacts[runStarts[run]..runStarts[run + 1]].Fill(runContacts[run]);
        ArrayPool<int>.Shared.Return(runContacts);
        ArrayPool<int>.Shared.Return(runStarts);
    }

    /// <summary>Decodes one run; at least 8 bytes follow the end.</summary>
    /// <param name="data">The block.</param>
    /// <param name="position">Where the run is; moves on.</param>
    /// <param name="end">Where the column ends.</param>
    /// <param name="rows">How many rows it has at most.</param>
    /// <param name="part">For errors.</param>
    /// <returns>By how much its contact exceeds the one before, -1 at first; and how many rows it has.</returns>
    public static (long Gap, int Rows) Next(ReadOnlySpan<byte> data, ref int position, int end, int rows, BlobPart part)
    {
        if (position >= end)
            part.Fail("the contacts end early");
        var token = Varint.ReadPadded(data, ref position);
        if (token > (ulong)int.MaxValue << 1)
            part.Fail("a contact is out of range");
        if ((token & 1) == 0)
            return ((long)(token >> 1) + 1, 1);
        var more = position < end ? Varint.ReadPadded(data, ref position) : ulong.MaxValue;
        if (more >= (ulong)(rows - 1))
            part.Fail("a run of contacts is out of range");
        return ((long)(token >> 1) + 1, (int)more + 2);
    }

    /// <summary>Decodes from <paramref name="position"/> to <paramref name="end"/>, one entry a run; at least 8 bytes follow the end.</summary>
    /// <param name="data">The block.</param>
    /// <param name="position">Where the column starts.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="contactsEnd">One more than the greatest contact number.</param>
    /// <param name="rows">How many rows the runs must have in all.</param>
    /// <param name="runContacts">Takes the contact of each run; room for one a row.</param>
    /// <param name="runStarts">Takes the first row of each run, and one more; room for one a row and one more.</param>
    /// <param name="part">For errors.</param>
    /// <returns>How many runs.</returns>
    public static int DecodeRuns(
        ReadOnlySpan<byte> data, int position, int end, int contactsEnd, int rows, Span<int> runContacts, Span<int> runStarts, BlobPart part)
    {
        var contact = -1L;
        var (row, run) = (0, 0);
        while (row < rows)
        {
            if (position >= end)
                part.Fail("the contacts end early");
            var token = Varint.ReadPadded(data, ref position);
            if (token >= (ulong)contactsEnd << 1)
                part.Fail("a contact is out of range");
            contact += (long)(token >> 1) + 1;
            if (contact >= contactsEnd)
                part.Fail("a contact is out of range");
            runContacts[run] = (int)contact;
            runStarts[run++] = row++;
            if ((token & 1) == 0)
                continue;
            var more = position < end ? Varint.ReadPadded(data, ref position) : ulong.MaxValue;
            if (more >= (ulong)(rows - row))
                part.Fail("a run of contacts is out of range");
            row += (int)more + 1;
        }
        if (position != end)
            part.Fail("the contacts do not fill their column");
        runStarts[run] = rows;
        return run;
    }
}
