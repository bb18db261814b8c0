using System.Runtime.CompilerServices;

namespace CustomerJourneys.Recalculation.Evaluation.Sweeping;

/// <summary>Finds rows by time inside a run.</summary>
internal static class RowSearch
{
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

    /// <summary>The first row at or after a time, where the row at <paramref name="start"/> is before it and the one at <paramref name="last"/> is not.</summary>
    public static int FirstAtOrAfterInside(ref long times, int start, int last, long time)
    {
        // Few rows are faster gone through than halved: the way through is guessed wrong once only.
        while (last - start > 8)
        {
            var middle = (start + last) >>> 1;
            if (times.At(middle) < time)
                start = middle;
            else
                last = middle;
        }

        do
            start++;
        while (times.At(start) < time);
        return start;
    }
}
