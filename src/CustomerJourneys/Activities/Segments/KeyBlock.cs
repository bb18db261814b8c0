using System.Buffers;
using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Activities.Segments;

/// <summary>
/// The contact and the time column of a group, side by side. A time is the difference to the one before of the same contact,
/// or to the group's earliest; in the coarsest unit that divides them all.
/// </summary>
internal static class KeyBlock
{
    private static readonly long[] Units = [86_400_000, 3_600_000, 60_000, 1_000];

    public static void Encode(ByteWriter target, ReadOnlySpan<int> contacts, ReadOnlySpan<long> times, long minTime)
    {
        var unit = UnitOf(times, minTime);
        var columns = new ByteWriter(contacts.Length * 2);
        ContactRuns.Encode(columns, contacts);
        target.Varint((ulong)unit);
        target.Varint(columns.Length);
        target.Bytes(columns.Written);
        for (var row = 0; row < times.Length; row++)
        {
            var from = row > 0 && contacts[row] == contacts[row - 1] ? times[row - 1] : minTime;
            target.Varint((ulong)((times[row] - from) / unit));
        }
        target.Zeros(Varint.Padding);
    }

    /// <summary>Decodes a verified block, one run of rows a contact.</summary>
    public static (int[] RunContacts, int[] RunStarts, long[] Times) Decode(ReadOnlySpan<byte> block, SegmentGroup group, int contactsEnd, BlobPart part)
    {
        var (unit, position, times, end) = KeyColumns.Of(block, part);
        // A run takes at least one byte, so a wrong count cannot ask for more memory than that.
        var most = Math.Min(group.Count, times - position);
        var contacts = ArrayPool<int>.Shared.Rent(most + 1);
        var starts = ArrayPool<int>.Shared.Rent(most + 1);
        try
        {
            var runs = ContactRuns.DecodeRuns(block, position, times, contactsEnd, group.Count, contacts, starts, part);
            int[] runStarts = [.. starts.AsSpan(0, runs + 1)];
            return ([.. contacts.AsSpan(0, runs)], runStarts, DecodeTimes(block, times, end, unit, group, runStarts, part));
        }
        finally
        {
            ArrayPool<int>.Shared.Return(contacts);
            ArrayPool<int>.Shared.Return(starts);
        }
    }

    private static long[] DecodeTimes(ReadOnlySpan<byte> block, int position, int end, long unit, SegmentGroup group, int[] runStarts, BlobPart part)
    {
        var times = GC.AllocateUninitializedArray<long>(group.Count);
        var minTime = group.MinTime;
        var span = (ulong)((group.MaxTime - minTime) / unit);
        for (var run = 0; run + 1 < runStarts.Length; run++)
        {
            ulong ticks = 0;
            for (var row = runStarts[run]; row < runStarts[run + 1]; row++)
            {
                if (position >= end)
                    part.Fail("the times end early");
                var step = Varint.ReadPadded(block, ref position);
                // A step that is no number is the greatest one: the sum must not wrap around into the range.
                if (step > span)
                    part.Fail("a time is out of range");
                ticks += step;
                if (ticks > span)
                    part.Fail("a time is out of range");
                times[row] = minTime + ((long)ticks * unit);
            }
        }
        if (position != end)
            part.Fail("the times do not fill their column");
        return times;
    }

    private static long UnitOf(ReadOnlySpan<long> times, long minTime)
    {
        foreach (var unit in Units)
        {
            var divides = true;
            foreach (var time in times)
            {
                if ((time - minTime) % unit != 0)
                {
                    divides = false;
                    break;
                }
            }
            if (divides)
                return unit;
        }
        return 1;
    }
}

/// <summary>Where the two columns of a verified block lie.</summary>
/// <param name="Unit">The unit of its times, in milliseconds.</param>
/// <param name="Contacts">Where the contact column begins.</param>
/// <param name="Times">Where it ends, and the time column begins.</param>
/// <param name="End">Where the time column ends.</param>
internal readonly record struct KeyColumns(long Unit, int Contacts, int Times, int End)
{
    public static KeyColumns Of(ReadOnlySpan<byte> block, BlobPart part)
    {
        var reader = new ByteReader(block, part);
        var unit = (long)reader.Varint(86_400_000UL);
        if (unit == 0)
            part.Fail("the unit of time is zero");
        var contactBytes = reader.Varint(reader.Remaining);
        var position = reader.Position;
        var end = block.Length - Varint.Padding;
        if (position + contactBytes > end || block[Math.Max(0, end)..].ContainsAnyExcept((byte)0))
            part.Fail("the columns do not fit");
        return new KeyColumns(unit, position, position + contactBytes, end);
    }
}
