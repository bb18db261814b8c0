using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CustomerJourneys.Recalculation.Evaluation.Sweeping;

/// <summary>Finds runs by contact, and rows by time inside a run.</summary>
internal static class RowSearch
{
    // Most runs are no longer.
    private const int Glance = 16;

    /// <summary>The first run of a contact or of one after it.</summary>
    /// <param name="runContacts">The contact of each run; rises.</param>
    /// <param name="contact">The contact's number.</param>
    public static int FirstRun(int[] runContacts, int contact)
    {
        var run = Array.BinarySearch(runContacts, contact);
        return run < 0 ? ~run : run;
    }

    /// <summary>The first row at or after a time; <paramref name="end"/> when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FirstAtOrAfter(long[] times, int start, int end, long time)
    {
        while (start < end)
        {
            var middle = (start + end) >>> 1;
            if (times[middle] < time)
                start = middle + 1;
            else
                end = middle;
        }

        return start;
    }

    /// <summary>The first time in a run that is not before a time; <see cref="PartitionEvaluation.Unreached"/> when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long FirstTime(long[] times, int start, int end, long time)
    {
        if (start > times.Length - Glance)
            return FirstTimeOfMany(times, start, end, time);
        // Looks at so many rows at once, those of the next runs among them, rather than guess how many there are.
        var place = FirstNotBefore(times, start, time);
        if (place == Glance && end - start > Glance)
            return FirstTimeOfMany(times, start + Glance, end, time);
        var row = start + place;
        var isInside = (row - end) >> 31;
        return PartitionEvaluation.Unreached + ((times[row & isInside] - PartitionEvaluation.Unreached) & isInside);
    }

    private static long FirstTimeOfMany(long[] times, int start, int end, long time)
    {
        const int many = 4 * Glance;
        while (end - start > many)
        {
            var middle = (start + end) >>> 1;
            if (times[middle] < time)
                start = middle + 1;
            else
                // The row itself stays in sight.
                end = middle + 1;
        }

        for (; start + Glance <= end; start += Glance)
        {
            var place = FirstNotBefore(times, start, time);
            if (place < Glance)
                return times[start + place];
        }

        for (; start < end; start++)
        {
            if (times[start] >= time)
                return times[start];
        }

        return PartitionEvaluation.Unreached;
    }

    // Of so many rows; that number when all are before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int FirstNotBefore(long[] times, int start, long time)
    {
        ref var first = ref MemoryMarshal.GetArrayDataReference(times);
        var sought = Vector512.Create(time);
        var near = Vector512.GreaterThanOrEqual(Vector512.LoadUnsafe(ref first, (nuint)start), sought).ExtractMostSignificantBits();
        var far = Vector512.GreaterThanOrEqual(Vector512.LoadUnsafe(ref first, (nuint)(start + Vector512<long>.Count)), sought).ExtractMostSignificantBits();
        return BitOperations.TrailingZeroCount(near | (far << Vector512<long>.Count) | (1UL << Glance));
    }
}
