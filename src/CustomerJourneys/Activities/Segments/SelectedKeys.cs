using System.Numerics;
using System.Runtime.CompilerServices;
using CustomerJourneys.Activities.Binary;

namespace CustomerJourneys.Activities.Segments;

/// <summary>The contact and the time column of a group, of some contacts alone: what is stored of the others is passed over.</summary>
/// <param name="Places">Of each run the contact's place among the wanted ones.</param>
/// <param name="RunStarts">The first row of each run among the selected rows, and one more.</param>
/// <param name="Times">The times of the selected rows.</param>
/// <param name="Rows">Which rows of the group they are.</param>
public sealed record SelectedKeys(int[] Places, int[] RunStarts, long[] Times, int[] Rows)
{
    /// <summary>Selects from a verified block, in the form of <see cref="KeyBlock"/>. It runs seldom and long, so it is not compiled in steps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static SelectedKeys Decode(ReadOnlySpan<byte> block, SegmentGroup group, int contactsEnd, ReadOnlySpan<int> wanted, BlobPart part)
    {
        var (places, starts, times, rows) = (new List<int>(wanted.Length), new List<int>(wanted.Length + 1), new List<long>(), new List<int>());
        var columns = KeyColumns.Of(block, part);
        var (contactAt, timeAt) = (columns.Contacts, columns.Times);
        var span = (ulong)((group.MaxTime - group.MinTime) / columns.Unit);
        var (contact, row, place) = (-1L, 0, 0);
        // Once the last wanted contact is passed, the rest need not be looked at.
        while (row < group.Count && place < wanted.Length)
        {
            var (gap, length) = ContactRuns.Next(block, ref contactAt, columns.Times, group.Count - row, part);
            contact += gap;
            if (contact >= contactsEnd)
                part.Fail("a contact is out of range");
            while (place < wanted.Length && wanted[place] < contact)
                place++;
            if (place < wanted.Length && wanted[place] == contact)
            {
                places.Add(place++);
                starts.Add(rows.Count);
                ulong ticks = 0;
                for (var i = 0; i < length; i++)
                {
                    var step = timeAt < columns.End ? Varint.ReadPadded(block, ref timeAt) : ulong.MaxValue;
                    if (step > span || (ticks += step) > span)
                        part.Fail("a time is out of range");
                    times.Add(group.MinTime + ((long)ticks * columns.Unit));
                    rows.Add(row + i);
                }
            }
            else
            {
                timeAt = Skip(block, timeAt, columns.End, length, part);
            }

            row += length;
        }

        starts.Add(rows.Count);
        return new SelectedKeys([.. places], [.. starts], [.. times], [.. rows]);
    }

    // The first byte of a number tells how long it is.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Skip(ReadOnlySpan<byte> block, int position, int end, int count, BlobPart part)
    {
        for (; count > 0; count--)
        {
            if (position >= end)
                part.Fail("the times end early");
            position += BitOperations.TrailingZeroCount((uint)block[position] | 0x100) + 1;
        }

        return position;
    }
}
