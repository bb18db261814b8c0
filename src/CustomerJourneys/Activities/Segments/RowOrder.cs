using System.Numerics;

namespace CustomerJourneys.Activities.Segments;

/// <summary>
/// Sorts rows by contact and then by time, keeping the order of equals. Both are packed into one number where they fit, as they nearly
/// always do, and sorted by its digits: a few passes, whatever the order before.
/// </summary>
public static class RowOrder
{
    private const int DigitBits = 11;
    private const int Digits = 1 << DigitBits;
    private const int FewRows = 256;

    /// <summary>The rows in their order.</summary>
    /// <param name="contacts">The contact of each row.</param>
    /// <param name="times">The time of each row.</param>
    /// <param name="minTime">The earliest of them.</param>
    /// <param name="maxTime">The latest of them.</param>
    public static int[] Of(ReadOnlySpan<int> contacts, ReadOnlySpan<long> times, long minTime, long maxTime)
    {
        var rows = new int[contacts.Length];
        for (var row = 0; row < rows.Length; row++)
            rows[row] = row;
        var timeBits = 64 - BitOperations.LeadingZeroCount((ulong)(maxTime - minTime));
        var maxContact = 0;
        foreach (var contact in contacts)
            maxContact = Math.Max(maxContact, contact);
        var bits = timeBits + 32 - BitOperations.LeadingZeroCount((uint)maxContact);
        if (bits > 64 || rows.Length <= FewRows)
        {
            SortByComparing(contacts, times, rows);
            return rows;
        }

        var keys = new ulong[rows.Length];
        for (var row = 0; row < rows.Length; row++)
            keys[row] = ((ulong)contacts[row] << timeBits) | (ulong)(times[row] - minTime);
        Sort(keys, rows, bits);
        return rows;
    }

    /// <summary>Sorts numbers of up to 64 bits.</summary>
    public static void Sort(ulong[] keys)
    {
        if (keys.Length <= FewRows)
            Array.Sort(keys);
        else
            Sort(keys, null, 64);
    }

    /// <summary>Sorts rows by their keys, keeping the order of equal ones.</summary>
    /// <param name="keys">The keys; sorted too.</param>
    /// <param name="rows">The rows, moved together with the keys.</param>
    /// <param name="bits">How many bits of the keys count.</param>
    public static void Sort(ulong[] keys, int[]? rows, int bits)
    {
        var otherKeys = new ulong[keys.Length];
        var otherRows = rows is null ? null : new int[rows.Length];
        Span<int> starts = stackalloc int[Digits];
        var (from, to, fromRows, toRows) = (keys, otherKeys, rows, otherRows);
        for (var shift = 0; shift < bits; shift += DigitBits)
        {
            if (!Count(from, shift, starts))
                continue;
            for (var i = 0; i < from.Length; i++)
            {
                var at = starts[(int)(from[i] >> shift) & (Digits - 1)]++;
                to[at] = from[i];
                if (fromRows is not null)
                    toRows![at] = fromRows[i];
            }

            (from, to, fromRows, toRows) = (to, from, toRows, fromRows);
        }

        if (from == keys)
            return;
        from.CopyTo(keys, 0);
        fromRows?.CopyTo(rows!, 0);
    }

    // false when all have the same digit: there is nothing to do.
    private static bool Count(ulong[] keys, int shift, Span<int> starts)
    {
        starts.Clear();
        foreach (var key in keys)
            starts[(int)(key >> shift) & (Digits - 1)]++;
        var next = 0;
        foreach (ref var start in starts)
        {
            if (start == keys.Length)
                return false;
            (start, next) = (next, next + start);
        }

        return true;
    }

    private static void SortByComparing(ReadOnlySpan<int> contacts, ReadOnlySpan<long> times, int[] rows)
    {
        var keys = new RowKey[rows.Length];
        for (var row = 0; row < keys.Length; row++)
            keys[row] = new RowKey(contacts[row], times[row], row);
        Array.Sort(keys);
        for (var row = 0; row < rows.Length; row++)
            rows[row] = keys[row].Row;
    }

    private readonly record struct RowKey(int Contact, long Time, int Row) : IComparable<RowKey>
    {
        public int CompareTo(RowKey other)
        {
            if (Contact != other.Contact)
                return Contact < other.Contact ? -1 : 1;
            if (Time != other.Time)
                return Time < other.Time ? -1 : 1;
            return Row.CompareTo(other.Row);
        }
    }
}
